#include "core/mirror/vocabulary.h"

#include <algorithm>
#include <array>

namespace concertina::mirror {
namespace {

// `text` with every run of one letter cut to `most` of it.
std::string_view cut_runs(std::string_view text, std::size_t most, std::span<char> buffer) {
  std::size_t size = 0, run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    run = i > 0 && text[i] == text[i - 1] ? run + 1 : 1;
    if (run <= most) buffer[size++] = text[i];
  }
  return {buffer.data(), size};
}

bool has_run_of_three(std::string_view text) {
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] == text[i - 1] && text[i] == text[i - 2]) return true;
  }
  return false;
}

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }

// Words whose 's is short for "is"; behind all others it belongs.
constexpr std::array<std::string_view, 22> kBeforeIs = {
    "he",      "she",    "it",        "that",   "there",    "here", "what",    "who",
    "where",   "how",    "when",      "why",    "this",     "one",  "nothing", "everything",
    "someone", "nobody", "something", "anyone", "everyone", "which"};

constexpr std::size_t kShortestSqueezed = 5, kShortestSwapped = 6;

}  // namespace

Vocabulary::Vocabulary() : spelled_(2) {
  // What contractions stand for.
  for (std::string_view word : {"'s", "not", "is", "are", "will", "have", "would", "am"}) add(word);
}

WordId Vocabulary::add(std::string_view word) {
  const auto found = words_.find(word);
  if (found != words_.end()) return found->second;
  if (count_ >= 65'536) return kUnknown;
  const auto id = static_cast<WordId>(count_++);
  words_.emplace(std::string(word), id);
  spelled_.emplace_back();
  return id;
}

WordId Vocabulary::find(std::string_view word) const {
  const auto found = words_.find(word);
  return found == words_.end() ? kUnknown : found->second;
}

void Vocabulary::spell(std::string_view from, std::span<const std::string_view> to) {
  std::vector<WordId> ids;
  for (std::string_view word : to) ids.push_back(add(word));
  spelled_[add(from)] = std::move(ids);
}

void Vocabulary::irregular(std::string_view base, std::span<const std::string_view> forms) {
  irregular_[std::string(base)] = {forms.begin(), forms.end()};
}

std::vector<std::string> Vocabulary::forms(std::string_view base, bool doubled) const {
  std::vector<std::string> out{std::string(base)};
  if (base.size() < 2) return out;
  const char last = base.back(), before = base[base.size() - 2];
  const std::string whole(base), short_one(base.substr(0, base.size() - 1));
  const bool ends_y = last == 'y' && !is_vowel(before);
  const bool hisses = last == 's' || last == 'x' || last == 'z' || last == 'o' || base.ends_with("ch") ||
                      base.ends_with("sh");
  out.push_back(ends_y ? short_one + "ies" : whole + (hisses ? "es" : "s"));
  const std::string stem = doubled ? whole + last : whole;
  const bool silent_e = last == 'e' && before != 'e';
  out.push_back(base.ends_with("ie") ? whole.substr(0, whole.size() - 2) + "ying"
                : silent_e           ? short_one + "ing"
                                     : stem + "ing");
  const auto irregular = irregular_.find(base);
  if (irregular != irregular_.end()) {
    out.insert(out.end(), irregular->second.begin(), irregular->second.end());
  } else {
    out.push_back(ends_y ? short_one + "ied" : last == 'e' ? whole + "d" : stem + "ed");
  }
  return out;
}

void Vocabulary::seal() {
  std::array<char, kLongestWord> buffer{};
  for (const auto& [word, id] : words_) {
    if (word.size() > kLongestWord) continue;
    const std::string_view squeezed = cut_runs(word, 1, buffer);
    const auto [place, is_new] = squeezed_.emplace(std::string(squeezed), id);
    if (!is_new) place->second = kUnknown;
  }
}

std::size_t Vocabulary::put(WordId word, std::span<WordId> out) const {
  if (out.empty()) return 0;
  const std::vector<WordId>& parts = spelled_[word];
  if (parts.empty()) {
    out[0] = word;
    return 1;
  }
  const std::size_t count = std::min(parts.size(), out.size());
  std::copy_n(parts.begin(), count, out.begin());
  return count;
}

WordId Vocabulary::mended(std::string_view word) const {
  std::array<char, kLongestWord> buffer{};
  if (has_run_of_three(word)) {
    for (std::size_t most : {2u, 1u}) {
      if (const WordId found = find(cut_runs(word, most, buffer))) return found;
    }
  }
  const std::string_view squeezed = cut_runs(word, 1, buffer);
  if (squeezed.size() >= kShortestSqueezed || has_run_of_three(word)) {
    const auto found = squeezed_.find(squeezed);
    if (found != squeezed_.end() && found->second != kUnknown) return found->second;
  }
  if (word.size() < kShortestSwapped) return kUnknown;
  std::copy(word.begin(), word.end(), buffer.begin());
  for (std::size_t i = 1; i < word.size(); ++i) {
    if (buffer[i] == buffer[i - 1]) continue;
    std::swap(buffer[i], buffer[i - 1]);
    const WordId found = find({buffer.data(), word.size()});
    std::swap(buffer[i], buffer[i - 1]);
    if (found) return found;
  }
  return kUnknown;
}

std::size_t Vocabulary::read(std::string_view word, std::span<WordId> out) const {
  if (word.size() > kLongestWord || word.empty()) return put(kUnknown, out);
  if (const WordId found = find(word)) return put(found, out);
  const std::size_t mark = word.rfind('\'');
  if (mark == std::string_view::npos) return put(mended(word), out);
  const std::string_view base = word.substr(0, mark), tail = word.substr(mark + 1);
  struct Tail {
    std::string_view written, word;
  };
  constexpr std::array<Tail, 5> kTails = {
      {{"re", "are"}, {"ll", "will"}, {"ve", "have"}, {"d", "would"}, {"m", "am"}}};
  const auto followed_by = [&](std::string_view first, std::string_view second) {
    const std::size_t used = read(first, out);
    return used + put(find(second), out.subspan(used));
  };
  if (tail == "t" && base.ends_with('n')) return followed_by(base.substr(0, base.size() - 1), "not");
  for (const Tail& one : kTails) {
    if (tail == one.written) return followed_by(base, one.word);
  }
  if (tail == "s") {
    const bool is = std::ranges::find(kBeforeIs, base) != kBeforeIs.end();
    return followed_by(base, is ? "is" : "'s");
  }
  std::array<char, kLongestWord> plain{};
  const auto end = std::copy_if(word.begin(), word.end(), plain.begin(), [](char c) { return c != '\''; });
  return put(find({plain.data(), static_cast<std::size_t>(end - plain.begin())}), out);
}

}  // namespace concertina::mirror
