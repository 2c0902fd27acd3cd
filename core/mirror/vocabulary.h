// Vocabulary: the words that the rules speak of, as small numbers, so that matching is work on integers.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace concertina::mirror {

using WordId = std::uint16_t;
inline constexpr WordId kUnknown = 0;  // every word that no rule speaks of
inline constexpr WordId kNumber = 1;   // every run of digits

class Vocabulary {
 public:
  Vocabulary();

  // The number of `word`, in lower case; a new one if it is new. At most 65,535 words, then kUnknown.
  WordId add(std::string_view word);

  // The word `from` is another spelling of the words `to`, such as "dont" of "do not". Each is added if new.
  void spell(std::string_view from, std::span<const std::string_view> to);

  // The further forms of a verb, besides those that follow a rule: `forms` stand for `base` and "+".
  void irregular(std::string_view base, std::span<const std::string_view> forms);

  // What a word of a text stands for: one or more numbers, in order; `out` is filled and its size returned.
  // Knows contractions ("you're"), other spellings, letters written too often or once too little ("sooo",
  // "dissapoint") and two neighbours swapped ("alwyas"). `word` is in lower case, apostrophes are straight.
  std::size_t read(std::string_view word, std::span<WordId> out) const;

  // Just this word; kUnknown if it is not there.
  WordId find(std::string_view word) const;

  // All forms of the verb `base`: itself, -s, -ing, -ed (the last letter doubled where `doubled`).
  std::vector<std::string> forms(std::string_view base, bool doubled) const;

  // To be called once all words are there: makes ready for misspellings.
  void seal();

  std::size_t size() const { return count_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename T>
  using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

  std::size_t put(WordId word, std::span<WordId> out) const;
  WordId mended(std::string_view word) const;

  Map<WordId> words_;
  Map<WordId> squeezed_;                      // without doubled letters; kUnknown where two words look alike
  Map<std::vector<std::string>> irregular_;   // base → forms
  std::vector<std::vector<WordId>> spelled_;  // by word: what it is another spelling of
  std::size_t count_ = 2;
};

// The most words that one written word can stand for.
inline constexpr std::size_t kMostParts = 6;
// Longer words are unknown.
inline constexpr std::size_t kLongestWord = 28;

}  // namespace concertina::mirror
