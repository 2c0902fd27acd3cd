#include "core/rhythm/full_filter.h"

namespace concertina::rhythm {

template <class T>
FullFilter<T>::FullFilter(const Course& course) : course_(course), gaps_(course.gaps.size()), walk_(course) {
  if (course.start.kind == Start::Kind::diffuse) {
    diffuse_ = std::make_unique<Diffuse<T>>(course);
  } else {
    plain_ = std::make_unique<Filter<T>>(course);
  }
}

template <class T>
T FullFilter<T>::run(const Law<T>& law, Law<T>* slope) {
  const auto form = Filter<T>::form_of(law);
  series_.start(form.h, form.w);
  for (std::size_t at = 0; at < gaps_.size(); ++at) series_.make(course_.gaps[at], gaps_[at]);
  typename Filter<T>::Pull pull{};
  if (slope != nullptr) *slope = Law<T>{};
  T value;
  if (diffuse_) {
    value = diffuse_->run(walk_, law, form, gaps_, end_, &pull, slope);
  } else {
    end_ = plain_->begin(law, form);
    value = walk_.go(law, form, gaps_, end_);
    if (slope != nullptr) {
      const State bar = walk_.back(law, form, gaps_, 0.5, pull, *slope);
      if (course_.start.kind == Start::Kind::stationary) {
        Filter<T>::gather_endless(bar.cov, form, law, pull);
      }
    }
  }
  if (slope != nullptr) Filter<T>::unform(law, form, pull, *slope);
  return value;
}

template class FullFilter<double>;
template class FullFilter<Quad>;

}  // namespace concertina::rhythm
