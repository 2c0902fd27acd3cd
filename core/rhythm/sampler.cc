#include "core/rhythm/sampler.h"

#include <algorithm>

namespace concertina::rhythm {

Sampler::Sampler(Density& density, const Plan& plan, std::span<const double> starts)
    : density_(density),
      plan_(plan),
      size_(density.size()),
      wanting_(plan.chains),
      at_(plan.chains * size_),
      value_(plan.chains),
      slope_(plan.chains * size_),
      draws_(plan.chains * plan.draws * size_),
      transitions_(plan.chains * plan.draws) {
  std::vector<double> reach(size_);
  for (std::size_t number = 0; number < size_; ++number) reach[number] = density.reach(number);
  chains_.reserve(plan.chains);
  for (std::size_t i = 0; i < plan.chains; ++i) {
    chains_.emplace_back(size_, plan, i, starts.empty() ? nullptr : starts.data() + i * size_, reach.data());
  }
}

bool Sampler::advance(std::size_t looks) {
  for (; looks > 0 && state() == Chain::State::running; --looks) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < chains_.size(); ++i) {
      if (chains_[i].state() != Chain::State::running) continue;
      std::ranges::copy(chains_[i].wanted(), at_.data() + count * size_);
      wanting_[count++] = i;
    }
    density_.look(count, at_.data(), value_.data(), slope_.data());
    ++looks_;
    points_ += count;
    for (std::size_t row = 0; row < count; ++row) {
      const std::size_t i = wanting_[row];
      Chain& chain = chains_[i];
      if (!chain.take(value_[row], slope_.data() + row * size_) || chain.made() <= plan_.warmup) continue;
      const std::size_t place = i * plan_.draws + chain.made() - plan_.warmup - 1;
      std::ranges::copy(chain.draw().at, draws_.data() + place * size_);
      transitions_[place] = chain.transition();
    }
  }
  return state() == Chain::State::running;
}

Chain::State Sampler::state() const {
  Chain::State out = Chain::State::finished;
  for (const Chain& chain : chains_) {
    if (chain.state() == Chain::State::running) {
      out = Chain::State::running;
    } else if (chain.state() != Chain::State::finished) {
      return chain.state();
    }
  }
  return out;
}

double Sampler::progress() const {
  const std::size_t all = plan_.chains * (plan_.warmup + plan_.draws);
  std::size_t made = 0;
  for (const Chain& chain : chains_) made += chain.made();
  return all == 0 ? 1 : static_cast<double>(made) / static_cast<double>(all);
}

std::size_t Sampler::count(std::size_t chain) const {
  const std::size_t made = chains_[chain].made();
  return made > plan_.warmup ? made - plan_.warmup : 0;
}

std::size_t Sampler::count() const {
  std::size_t least = plan_.draws;
  for (std::size_t i = 0; i < chains_.size(); ++i) least = std::min(least, count(i));
  return least;
}

std::span<const double> Sampler::draw(std::size_t chain, std::size_t index) const {
  return {draws_.data() + (chain * plan_.draws + index) * size_, size_};
}

const Transition& Sampler::transition(std::size_t chain, std::size_t index) const {
  return transitions_[chain * plan_.draws + index];
}

std::vector<double> Sampler::column(std::size_t number) const {
  const std::size_t each = count();
  std::vector<double> out;
  out.reserve(chains_.size() * each);
  for (std::size_t i = 0; i < chains_.size(); ++i) {
    for (std::size_t index = 0; index < each; ++index) out.push_back(draw(i, index)[number]);
  }
  return out;
}

std::size_t Sampler::divergent() const {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < chains_.size(); ++i) {
    for (std::size_t index = 0; index < count(i); ++index) sum += transition(i, index).divergent ? 1u : 0u;
  }
  return sum;
}

}  // namespace concertina::rhythm
