#include "core/mirror/mirror.h"

#include <algorithm>

#include "core/mirror/persons.h"

namespace concertina::mirror {
namespace {

constexpr std::string_view kSafety = "safety";
constexpr std::size_t kLongestGuard = 24;  // words of a guard's own pattern, at most

// A rule that matched.
struct Found {
  Match match;
  std::size_t rule = 0;
};
// A guard whose words were found.
struct Hit {
  Match match;
  std::size_t pattern = 0;
};

// The words and lists of one sentence.
class Held {
 public:
  explicit Held(const Rules& rules)
      : rules_(rules), word_(rules.vocabulary.size()), list_(rules.lists.lists.size()) {}

  void take(std::span<const Token> sentence) {
    ++now_;
    for (const Token& one : sentence) {
      word_[one.word] = now_;
      for (std::uint16_t list : rules_.needed_lists.of(one.word)) list_[list] = now_;
    }
  }
  bool has(const std::optional<Step>& needed) const {
    return !needed || (needed->op == Op::word ? word_[needed->a] : list_[needed->a]) == now_;
  }

 private:
  const Rules& rules_;
  std::uint32_t now_ = 0;                   // the sentence
  std::vector<std::uint32_t> word_, list_;  // the last sentence that had it
};

class Reader {
 public:
  Reader(std::string_view text, const Rules& rules) : rules_(rules), held_(rules) {
    tokens_ = with_partner_as_you(tokens_of(text, rules.vocabulary), rules, told_);
    const auto safety = std::ranges::find(rules.kinds, kSafety, &Kind::name);
    safety_ = static_cast<std::size_t>(safety - rules.kinds.begin());
    turn_ = rules.list("turn");
  }

  Reading read() {
    for (std::size_t at = 0; at < tokens_.size();) {
      const std::size_t end = end_of_sentence(at);
      sentence_.resize(end, sentences_++);
      if (is_english(at, end)) look_for_rules(at, end);
      at = end;
    }
    if (found_.empty()) return {};
    look_for_guards();
    std::erase_if(found_, [&](const Found& one) { return !holds(one); });
    Reading out;
    out.safety = std::ranges::any_of(found_, [&](const Found& one) { return kind_of(one) == safety_; });
    if (!out.safety) choose(out.notices);
    return out;
  }

 private:
  std::size_t end_of_sentence(std::size_t at) const {
    std::size_t end = at + 1;
    while (end < tokens_.size() && tokens_[end].before != Break::sentence) ++end;
    return end;
  }

  // In a text of another language few words are known.
  bool is_english(std::size_t at, std::size_t end) const {
    std::size_t known = 0;
    for (std::size_t i = at; i < end; ++i) known += tokens_[i].word != kUnknown;
    return known * 3 >= end - at;
  }

  void hold(std::size_t at, std::size_t end) { held_.take(std::span(tokens_).subspan(at, end - at)); }

  void look_for_rules(std::size_t at, std::size_t end) {
    hold(at, end);
    for (std::size_t i = at; i < end; ++i) {
      for (std::uint16_t number : rules_.index.of(tokens_[i].word)) {
        const RulePattern& one = rules_.patterns[number];
        if (!held_.has(one.needed)) continue;
        if (const auto match = match_at(one.pattern, rules_.lists, tokens_, i))
          found_.push_back({*match, one.rule});
      }
    }
  }

  void look_for_guards() {
    by_sentence_.resize(sentences_);
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (i == 0 || tokens_[i].before == Break::sentence) hold(i, end_of_sentence(i));
      for (std::uint16_t number : rules_.guard_index.of(tokens_[i].word)) {
        const GuardPattern& one = rules_.guard_patterns[number];
        if (!held_.has(one.needed)) continue;
        const auto match = match_at(one.pattern, rules_.lists, tokens_, i);
        if (!match) continue;
        if (one.where == Where::text) {
          in_text_.set(one.guard);
        } else if (one.where == Where::sentence) {
          by_sentence_[sentence_[i]].set(one.guard);
        } else {
          hits_.push_back({*match, number});
        }
      }
    }
  }

  // A "but" takes back what stood before it.
  bool turns(std::size_t from, std::size_t to) const {
    for (std::size_t i = from; i < to; ++i) {
      if (turn_ && turn_->holds(tokens_[i].word)) return true;
    }
    return false;
  }

  bool holds_for(const Hit& hit, const Match& match) const {
    const GuardPattern& guard = rules_.guard_patterns[hit.pattern];
    if (sentence_[hit.match.first] != sentence_[match.first]) return false;
    if (guard.where == Where::before) {
      if (hit.match.first >= match.first) return false;
      return hit.match.last >= match.first ||
             (match.first - hit.match.last <= guard.reach && !turns(hit.match.last, match.first));
    }
    return hit.match.first >= match.first && hit.match.first <= match.last + guard.reach &&
           !turns(match.last, hit.match.first);
  }

  GuardSet guards_of(const Match& match) const {
    GuardSet out = in_text_ | by_sentence_[sentence_[match.first]];
    if (tokens_[match.shown].quoted) out.set(kQuote);
    if (tokens_[match.first].asked) out.set(kAsked);
    if (std::any_of(told_.begin() + static_cast<std::ptrdiff_t>(match.first),
                    told_.begin() + static_cast<std::ptrdiff_t>(match.last), [](bool told) { return told; }))
      out.set(kToldOf);
    constexpr std::size_t kWindow = 40 + kLongestGuard;
    const std::size_t from = match.first > kWindow ? match.first - kWindow : 0;
    auto hit = std::ranges::lower_bound(hits_, from, {}, [](const Hit& one) { return one.match.first; });
    for (; hit != hits_.end() && hit->match.first <= match.last + 40; ++hit) {
      if (holds_for(*hit, match)) out.set(rules_.guard_patterns[hit->pattern].guard);
    }
    return out;
  }

  bool holds(const Found& one) const {
    const Rule& rule = rules_.rules[one.rule];
    const GuardSet guards = guards_of(one.match);
    return (guards & rule.unless).none() && (guards & rule.needs) == rule.needs;
  }

  std::size_t kind_of(const Found& one) const { return rules_.rules[one.rule].kind; }

  // Of those that overlap the most telling one; of equals the longest, then the first.
  void choose(std::vector<Notice>& out) {
    std::ranges::sort(found_, [&](const Found& a, const Found& b) {
      const int weight_a = rules_.rules[a.rule].weight, weight_b = rules_.rules[b.rule].weight;
      if (weight_a != weight_b) return weight_a > weight_b;
      const std::size_t size_a = a.match.shown_end - a.match.shown,
                        size_b = b.match.shown_end - b.match.shown;
      if (size_a != size_b) return size_a > size_b;
      if (a.match.shown != b.match.shown) return a.match.shown < b.match.shown;
      return a.rule < b.rule;
    });
    std::vector<bool> taken(tokens_.size());
    for (const Found& one : found_) {
      const Token &first = tokens_[one.match.shown], &last = tokens_[one.match.shown_end - 1];
      // The words of one contraction share their bytes.
      std::size_t from = one.match.shown, to = one.match.shown_end;
      while (from > 0 && tokens_[from - 1].end > first.start) --from;
      while (to < tokens_.size() && tokens_[to].start < last.end) ++to;
      bool is_free = true;
      for (std::size_t i = from; i < to; ++i) is_free = is_free && !taken[i];
      if (!is_free) continue;
      std::fill(taken.begin() + static_cast<std::ptrdiff_t>(from),
                taken.begin() + static_cast<std::ptrdiff_t>(to), true);
      const Rule& rule = rules_.rules[one.rule];
      out.push_back({rule.name, rules_.kinds[rule.kind].name, rule.question, rule.why, first.start, last.end,
                     rule.weight});
    }
    std::ranges::sort(out, {}, &Notice::start);
  }

  const Rules& rules_;
  Held held_;
  std::vector<Token> tokens_;
  std::vector<bool> told_;
  std::size_t safety_ = 0;
  const WordList* turn_ = nullptr;
  std::vector<std::uint32_t> sentence_;  // by word
  std::uint32_t sentences_ = 0;
  std::vector<Found> found_;
  std::vector<Hit> hits_;  // by their first word
  std::vector<GuardSet> by_sentence_;
  GuardSet in_text_;
};

}  // namespace

Reading read(std::string_view text) { return Reader(text, rules()).read(); }

std::vector<Notice> most_telling(const Reading& reading, std::size_t most) {
  std::vector<Notice> rest = reading.notices, out;
  std::ranges::sort(rest, [](const Notice& a, const Notice& b) {
    return a.weight != b.weight ? a.weight > b.weight : a.start < b.start;
  });
  for (const bool of_new_rule : {true, false}) {
    for (auto one = rest.begin(); one != rest.end() && out.size() < most;) {
      const bool is_new = std::ranges::find(out, one->rule, &Notice::rule) == out.end();
      if (is_new == of_new_rule) {
        out.push_back(*one);
        one = rest.erase(one);
      } else {
        ++one;
      }
    }
  }
  std::ranges::sort(out, {}, &Notice::start);
  return out;
}

}  // namespace concertina::mirror
