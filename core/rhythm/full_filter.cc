#include "core/rhythm/full_filter.h"

namespace concertina::rhythm {

template <class T>
void FullFilter<T>::read(const Course& course) {
  course_ = &course;
  if (gaps_.size() < course.gaps.size()) gaps_.resize(course.gaps.size());
  walk_.read(course);
  if (course.start.kind != Start::Kind::diffuse) return;
  if (diffuse_) {
    diffuse_->read(course);
  } else {
    diffuse_ = std::make_unique<Diffuse<T>>(course);
  }
}

template <class T>
void FullFilter<T>::run(const Law<T>& law, T& value, Law<T>* slope) {
  const auto form = Filter<T>::form_of(law);
  series_.start(form.h, form.w);
  for (std::size_t at = 0; at < course_->gaps.size(); ++at) series_.make(course_->gaps[at], gaps_[at]);
  typename Filter<T>::Pull pull{};
  if (slope != nullptr) *slope = Law<T>{};
  const Start& start = course_->start;
  if (start.kind == Start::Kind::diffuse) {
    value = diffuse_->run(walk_, law, form, gaps_, end_, &pull, slope);
  } else {
    end_ = Filter<T>::begin(start, form, law);
    value = walk_.go(law, form, gaps_, end_);
    if (slope != nullptr) {
      const State bar = walk_.back(law, form, gaps_, 0.5, pull, *slope);
      if (start.kind == Start::Kind::stationary) Filter<T>::gather_endless(bar.cov, form, law, pull);
    }
  }
  if (slope != nullptr) Filter<T>::unform(law, form, pull, *slope);
}

template class FullFilter<double>;
template class FullFilter<Quad>;

}  // namespace concertina::rhythm
