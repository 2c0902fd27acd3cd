#include "core/mirror/pattern.h"

#include <algorithm>
#include <array>

namespace concertina::mirror {
namespace {

constexpr std::size_t kLongestGap = 12;
constexpr std::string_view kSpecial = " ()|?*{}!,^$<>";
constexpr std::size_t kShortList = 8;  // up to here it is quicker to look at each word

std::unexpected<Error> wrong(std::string what) { return fail(Code::invalid, std::move(what)); }

std::uint16_t u16(std::size_t n) { return static_cast<std::uint16_t>(n); }

// The forms of one written word: "go+" is all of "go"; each may be several words ("don't").
std::vector<std::vector<WordId>> forms_of(std::string_view word, Vocabulary& vocabulary) {
  const bool verb = word.ends_with('+'), doubled = word.ends_with("++");
  while (word.ends_with('+')) word.remove_suffix(1);
  std::vector<std::string> forms{std::string(word)};
  if (verb) forms = vocabulary.forms(word, doubled);
  std::vector<std::vector<WordId>> out;
  for (const std::string& form : forms) {
    std::array<WordId, kMostParts> parts{};
    std::size_t count = 1;
    const bool known = vocabulary.find(form) != kUnknown;
    if (!known && form.find('\'') == std::string::npos) {
      parts[0] = vocabulary.add(form);
    } else {
      count = vocabulary.read(form, parts);
      // What is no contraction is a word of its own: an unknown part would stand for every unknown word.
      const auto made = std::span(parts).first(count);
      if (std::ranges::find(made, kUnknown) != made.end()) {
        parts[0] = vocabulary.add(form);
        count = 1;
      }
    }
    out.emplace_back(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(count));
  }
  return out;
}

class Compiler {
 public:
  Compiler(std::string_view text, Vocabulary& vocabulary, Lists& lists)
      : text_(text), vocabulary_(vocabulary), lists_(lists) {}

  Result<Pattern> all() {
    if (auto ok = sequence(); !ok) return std::unexpected(ok.error());
    if (at_ < text_.size()) return wrong("There is a bracket too many.");
    out_.push_back({Op::match});
    return std::move(out_);
  }

 private:
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  Result<void> sequence() {
    for (char c = peek(); c != '\0' && c != ')' && c != '|'; c = peek()) {
      if (auto ok = one(c); !ok) return ok;
    }
    return {};
  }

  Result<void> one(char c) {
    const std::size_t start = out_.size();
    ++at_;
    switch (c) {
      case '^':
        out_.push_back({Op::begin});
        return {};
      case '$':
        out_.push_back({Op::end});
        return {};
      case ',':
        out_.push_back({Op::comma});
        return {};
      case '{':
        out_.push_back({Op::open});
        return {};
      case '}':
        out_.push_back({Op::close});
        return {};
      case '!': {
        out_.push_back({Op::unlike});
        if (auto ok = one(peek()); !ok) return ok;
        out_.push_back({Op::accept});
        out_[start].a = u16(out_.size());
        return {};
      }
      case '(':
        if (auto ok = group(); !ok) return ok;
        break;
      case '<':
        if (auto ok = name(); !ok) return ok;
        break;
      case '.':
        return gap();
      case '?':
      case '*':
      case '>':
        return wrong(std::string("“") + c + "” stands behind nothing.");
      default:
        --at_;
        word();
    }
    return suffix(start);
  }

  Result<void> suffix(std::size_t start) {
    const char c = peek();
    if (c == '?') {
      ++at_;
      out_.insert(out_.begin() + static_cast<std::ptrdiff_t>(start), {Op::split, 0});
      shift(start + 1);
      out_[start].a = u16(out_.size());
    } else if (c == '*') {
      ++at_;
      if (as_list(start)) {
        out_.back().op = Op::repeat;
      } else {
        repeat_steps(start);
      }
    }
    return {};
  }

  // The steps from `from` on were moved: so are their targets.
  void shift(std::size_t from, std::size_t by = 1) {
    for (std::size_t i = from; i < out_.size(); ++i) {
      if (out_[i].op == Op::split || out_[i].op == Op::jump || out_[i].op == Op::unlike)
        out_[i].a = u16(out_[i].a + by);
    }
  }

  // The steps from `start` on up to three times, each time or not.
  void repeat_steps(std::size_t start) {
    const Pattern once(out_.begin() + static_cast<std::ptrdiff_t>(start), out_.end());
    const std::size_t end = start + std::size_t{kMostRepeats} * (once.size() + 1);
    out_.resize(start);
    for (int i = 0; i < kMostRepeats; ++i) {
      out_.push_back({Op::split, u16(end)});
      const std::size_t from = out_.size();
      out_.insert(out_.end(), once.begin(), once.end());
      shift(from, from - start);
    }
  }

  Result<void> group() {
    if (simple_group()) return {};
    std::vector<std::size_t> jumps;
    while (true) {
      const std::size_t split = out_.size();
      out_.push_back({Op::split});
      if (auto ok = sequence(); !ok) return ok;
      const char c = peek();
      ++at_;
      if (c == '|') {
        jumps.push_back(out_.size());
        out_.push_back({Op::jump});
        out_[split].a = u16(out_.size());
      } else if (c == ')') {
        out_[split].a = u16(split + 1);  // the last one has no other behind it
        for (std::size_t jump : jumps) out_[jump].a = u16(out_.size());
        return {};
      } else {
        return wrong("A bracket is not closed.");
      }
    }
  }

  // Only words and blanks between the brackets: they become a list, which is faster.
  bool simple_group() {
    const std::size_t end = text_.find_first_of("()?*{}!,^$<>.", at_);
    if (end == std::string_view::npos || text_[end] != ')') return false;
    WordList list;
    std::string_view inside = text_.substr(at_, end - at_);
    while (true) {
      const std::size_t bar = inside.find('|');
      add_entry(inside.substr(0, bar), vocabulary_, list);
      if (bar == std::string_view::npos) break;
      inside.remove_prefix(bar + 1);
    }
    push_list("(" + std::string(text_.substr(at_, end - at_)), std::move(list));
    at_ = end + 1;
    return true;
  }

  // Whether the steps from `start` on are one list, or one word that can be made one.
  bool as_list(std::size_t start) {
    if (out_.size() != start + 1) return false;
    if (out_.back().op == Op::word) {
      WordList list;
      list.words.push_back(out_.back().a);
      out_.pop_back();
      push_list("!" + std::to_string(list.words[0]), std::move(list));
    }
    return out_.back().op == Op::list;
  }

  void push_list(std::string name, WordList list) {
    const auto [place, is_new] = lists_.names.emplace(std::move(name), u16(lists_.lists.size()));
    if (is_new) lists_.lists.push_back(std::move(list));
    out_.push_back({Op::list, place->second});
  }

  Result<void> name() {
    const std::size_t end = text_.find('>', at_);
    if (end == std::string_view::npos) return wrong("“<” is not closed.");
    const std::string_view called = text_.substr(at_, end - at_);
    const auto found = lists_.names.find(called);
    if (found == lists_.names.end()) return wrong("There is no list <" + std::string(called) + ">.");
    out_.push_back({Op::list, found->second});
    at_ = end + 1;
    return {};
  }

  Result<void> gap() {
    if (at_ >= text_.size() || text_[at_] != '.') return wrong("A gap is written like “..3”.");
    ++at_;
    std::size_t words = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9' && words <= kLongestGap; ++at_)
      words = words * 10 + static_cast<std::size_t>(text_[at_] - '0');
    if (words == 0 || words > kLongestGap)
      return wrong("A gap is of 1 to " + std::to_string(kLongestGap) + " words.");
    out_.push_back({Op::gap, u16(words)});
    return {};
  }

  void word() {
    const std::size_t end = std::min(text_.find_first_of(kSpecial, at_), text_.size());
    const std::string_view written = text_.substr(at_, end - at_);
    at_ = end;
    WordList list;
    add_entry(written, vocabulary_, list);
    if (list.words.size() == 1 && list.phrases.empty()) {
      out_.push_back({Op::word, list.words[0]});
    } else if (list.words.empty() && list.phrases.size() == 1) {
      for (WordId one : list.phrases[0]) out_.push_back({Op::word, one});
    } else {
      push_list(std::string(written), std::move(list));
    }
  }

  std::string_view text_;
  Vocabulary& vocabulary_;
  Lists& lists_;
  Pattern out_;
  std::size_t at_ = 0;
};

void collect_first(const Pattern& pattern, const Lists& lists, std::size_t step, std::vector<WordId>& out,
                   bool& any) {
  const Step& now = pattern[step];
  switch (now.op) {
    case Op::word:
      out.push_back(now.a);
      return;
    case Op::list:
    case Op::repeat: {
      const WordList& list = lists.lists[now.a];
      out.insert(out.end(), list.words.begin(), list.words.end());
      for (const auto& phrase : list.phrases) out.push_back(phrase[0]);
      if (now.op == Op::repeat) collect_first(pattern, lists, step + 1, out, any);
      return;
    }
    case Op::split:
      collect_first(pattern, lists, step + 1, out, any);
      if (now.a != step + 1) collect_first(pattern, lists, now.a, out, any);
      return;
    case Op::jump:
      collect_first(pattern, lists, now.a, out, any);
      return;
    case Op::unlike:
      collect_first(pattern, lists, now.a, out, any);
      return;
    case Op::comma:
    case Op::begin:
    case Op::open:
      collect_first(pattern, lists, step + 1, out, any);
      return;
    default:
      any = true;
  }
}

// Whether a match can be reached without `avoided`, a step; or, with `at_once`, `avoided` itself without a
// word before it.
bool is_reached(const Pattern& pattern, std::size_t avoided, bool at_once) {
  std::vector<bool> seen(pattern.size());
  std::vector<std::size_t> open{0};
  while (!open.empty()) {
    const std::size_t step = open.back();
    open.pop_back();
    if (step == avoided && at_once) return true;
    if (step == avoided || seen[step]) continue;
    seen[step] = true;
    const auto [op, a] = pattern[step];
    if (op == Op::match) return !at_once;
    if ((op == Op::word || op == Op::list || op == Op::gap) && at_once) continue;
    if (op != Op::jump && op != Op::unlike) open.push_back(step + 1);
    if (op == Op::jump || op == Op::unlike || op == Op::split) open.push_back(a);
  }
  return false;
}

std::size_t words_of(const Step& step, const Lists& lists) {
  if (step.op == Op::word) return 1;
  return lists.lists[step.a].words.size() + lists.lists[step.a].phrases.size();
}

}  // namespace

void WordList::add(std::vector<WordId> entry) {
  if (entry.size() == 1) words.push_back(entry[0]);
  if (entry.size() > 1) phrases.push_back(std::move(entry));
}

void WordList::add(const WordList& other) {
  words.insert(words.end(), other.words.begin(), other.words.end());
  phrases.insert(phrases.end(), other.phrases.begin(), other.phrases.end());
}

void WordList::seal(std::size_t vocabulary) {
  if (words.size() > kShortList) {
    is_word.assign(vocabulary, false);
    for (WordId word : words) is_word[word] = true;
  }
  std::ranges::sort(phrases, [](const auto& a, const auto& b) {
    if (a[0] != b[0]) return a[0] < b[0];
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  phrases.erase(std::unique(phrases.begin(), phrases.end()), phrases.end());
}

bool WordList::holds(WordId word) const {
  if (!is_word.empty()) return is_word[word];
  return std::ranges::find(words, word) != words.end();
}

void add_entry(std::string_view text, Vocabulary& vocabulary, WordList& list) {
  std::vector<std::vector<WordId>> entries{{}};
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    std::vector<std::vector<WordId>> longer;
    const auto forms = forms_of(word, vocabulary);
    for (const auto& entry : entries) {
      for (const auto& form : forms) {
        longer.push_back(entry);
        longer.back().insert(longer.back().end(), form.begin(), form.end());
      }
    }
    entries = std::move(longer);
  }
  for (auto& entry : entries) list.add(std::move(entry));
}

Result<Pattern> compile(std::string_view text, Vocabulary& vocabulary, Lists& lists) {
  return Compiler(text, vocabulary, lists).all();
}

Result<std::vector<WordId>> first_words(const Pattern& pattern, const Lists& lists) {
  std::vector<WordId> out;
  bool any = false;
  collect_first(pattern, lists, 0, out, any);
  if (any) return wrong("A pattern must begin with a word or a list.");
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<Step> needed(const Pattern& pattern, const Lists& lists) {
  std::optional<Step> out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const Step& one = pattern[i];
    if (one.op != Op::word && one.op != Op::list) continue;
    if (is_reached(pattern, i, false) || is_reached(pattern, i, true)) continue;
    if (!out || words_of(one, lists) < words_of(*out, lists)) out = one;
  }
  return out;
}

}  // namespace concertina::mirror
