#include "core/rhythm/filter_steps.h"

namespace concertina::rhythm {

template class Filter<double>;
template class Filter<Quad>;

bool has_wide() {
#if defined(__x86_64__)
  static const bool has = __builtin_cpu_supports("avx2") != 0;
  return has;
#else
  return false;
#endif
}

}  // namespace concertina::rhythm
