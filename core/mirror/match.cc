#include <algorithm>

#include "core/mirror/pattern.h"

namespace concertina::mirror {
namespace {

constexpr int kMostSteps = 3'000;

class Matcher {
 public:
  Matcher(const Pattern& pattern, const Lists& lists, const std::vector<Token>& tokens, std::size_t at)
      : pattern_(pattern), lists_(lists), tokens_(tokens), from_(at) {
    match_.first = match_.shown = at;
    match_.shown_end = kNone;
  }

  std::optional<Match> run() {
    if (!from_here(0, from_, false)) return std::nullopt;
    if (match_.shown_end == kNone) match_.shown_end = match_.last;
    if (match_.shown_end <= match_.shown) return std::nullopt;
    return match_;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // Whether the word at `at` can follow here: the clause goes on, or may end.
  bool stands(std::size_t at, bool comma) const {
    if (at >= tokens_.size()) return false;
    if (at == from_) return true;
    return tokens_[at].before == Break::none || (comma && tokens_[at].before == Break::clause);
  }

  std::size_t phrase(const std::vector<WordId>& words, std::size_t at) const {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (at + i >= tokens_.size() || tokens_[at + i].word != words[i]) return 0;
      if (i > 0 && tokens_[at + i].before != Break::none) return 0;
    }
    return words.size();
  }

  // Every way in which an entry of `list` stands at `at`, the longest first.
  bool each_of(const WordList& list, std::size_t at, std::uint16_t next, int repeats) {
    const WordId word = tokens_[at].word;
    auto one = std::ranges::lower_bound(list.phrases, word, {}, [](const auto& p) { return p[0]; });
    for (; one != list.phrases.end() && (*one)[0] == word; ++one) {
      if (const std::size_t length = phrase(*one, at); length > 0 && go_on(at + length, next, repeats))
        return true;
    }
    return list.holds(word) && go_on(at + 1, next, repeats);
  }

  bool go_on(std::size_t at, std::uint16_t next, int repeats) {
    if (repeats > 0) return repeat(at, next, repeats);
    return from_here(next, at, false);
  }

  bool repeat(std::size_t at, std::uint16_t step, int left) {
    if (--steps_ < 0) return false;
    if (left > 1 && stands(at, false) && each_of(lists_.lists[pattern_[step].a], at, step, left - 1))
      return true;
    return from_here(static_cast<std::uint16_t>(step + 1), at, false);
  }

  bool from_here(std::uint16_t step, std::size_t at, bool comma) {
    if (--steps_ < 0) return false;
    const Step& now = pattern_[step];
    const auto next = static_cast<std::uint16_t>(step + 1);
    switch (now.op) {
      case Op::word:
        return stands(at, comma) && tokens_[at].word == now.a && from_here(next, at + 1, false);
      case Op::list:
        return stands(at, comma) && each_of(lists_.lists[now.a], at, next, 0);
      case Op::unlike: {
        const Match kept = match_;
        const bool found = at < tokens_.size() && from_here(next, at, comma);
        match_ = kept;
        return !found && from_here(now.a, at, comma);
      }
      case Op::accept:
        return true;
      case Op::split:
        return from_here(next, at, comma) || (now.a != next && from_here(now.a, at, comma));
      case Op::jump:
        return from_here(now.a, at, comma);
      case Op::repeat:
        return repeat_first(step, at, comma);
      case Op::gap:
        for (std::size_t i = 0;; ++i) {
          if (from_here(next, at + i, comma)) return true;
          if (i == now.a || !stands(at + i, comma && i == 0)) return false;
          if (i == 0) comma = false;
        }
      case Op::comma:
        return from_here(next, at, true);
      case Op::begin:
        return at < tokens_.size() && tokens_[at].before != Break::none && from_here(next, at, true);
      case Op::end:
        return (at >= tokens_.size() || tokens_[at].before != Break::none) && from_here(next, at, comma);
      case Op::open: {
        const std::size_t kept = match_.shown;
        match_.shown = at;
        if (from_here(next, at, comma)) return true;
        match_.shown = kept;
        return false;
      }
      case Op::close: {
        match_.shown_end = at;
        if (from_here(next, at, comma)) return true;
        match_.shown_end = kNone;
        return false;
      }
      case Op::match:
        match_.last = at;
        return true;
    }
    return false;
  }

  bool repeat_first(std::uint16_t step, std::size_t at, bool comma) {
    if (stands(at, comma) && each_of(lists_.lists[pattern_[step].a], at, step, kMostRepeats)) return true;
    return from_here(static_cast<std::uint16_t>(step + 1), at, comma);
  }

  const Pattern& pattern_;
  const Lists& lists_;
  const std::vector<Token>& tokens_;
  std::size_t from_;
  Match match_;
  int steps_ = kMostSteps;
};

}  // namespace

std::optional<Match> match_at(const Pattern& pattern, const Lists& lists, const std::vector<Token>& tokens,
                              std::size_t at) {
  return Matcher(pattern, lists, tokens, at).run();
}

}  // namespace concertina::mirror
