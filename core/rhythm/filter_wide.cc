// The filter for machines with registers of four doubles. Compiled for these, so nothing in here may be
// called where has_wide() is false, and nothing but what bears the name Wide may come out of it.
#if defined(__x86_64__)
#include "core/rhythm/filter_steps.h"

namespace concertina::rhythm {

template class Filter<Quad, Wide>;

}  // namespace concertina::rhythm
#endif
