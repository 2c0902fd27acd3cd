// Pattern: what a rule looks for, as a short program over words. doc/mirror.md has the language:
//
//   word  word+  word++      a word as written; a verb in all its forms, the last letter doubled
//   <name>                   one entry of a list
//   (a b | c)  x?  x*        one of these; x or nothing; x up to three times
//   ..4                      up to four words of the same clause, the fewest first
//   ,                        a clause may end here; without it two words stand in one clause
//   ^  $                     the beginning or the end of a clause
//   !x                       x does not stand here, whatever follows it
//   { ... }                  the words that are shown; without it, all of them
#pragma once

#include <map>
#include <optional>

#include "core/mirror/tokens.h"
#include "core/record/error.h"

namespace concertina::mirror {

// Words, and groups of words, that can stand for one another.
struct WordList {
  std::vector<std::vector<WordId>> phrases;  // of two words and more; seal() sorts them, the longer before
  std::vector<WordId> words;
  std::vector<bool> is_word;  // by word, for long lists; made by seal()

  void add(std::vector<WordId> entry);
  void add(const WordList& other);
  void seal(std::size_t vocabulary);
  bool holds(WordId word) const;  // once sealed
};

struct Lists {
  std::vector<WordList> lists;
  std::map<std::string, std::uint16_t, std::less<>> names;  // alternatives in brackets by their text
};

enum class Op : std::uint8_t {
  word,    // a: the word
  list,    // a: the list
  unlike,  // the steps from the next to `accept` must not match here; goes on at a
  accept,
  split,   // tries the next, then goes to a
  jump,    // to a
  repeat,  // a: the list, up to three times
  gap,     // a: the most words
  comma,
  begin,
  end,
  open,
  close,
  match,
};
struct Step {
  Op op;
  std::uint16_t a = 0;
};
using Pattern = std::vector<Step>;

// How often “x*” may repeat.
inline constexpr int kMostRepeats = 3;

// Reads a pattern; its words are added to the vocabulary, its alternatives as nameless lists.
// Errors: invalid, with what is wrong.
Result<Pattern> compile(std::string_view text, Vocabulary& vocabulary, Lists& lists);

// Reads words and verbs separated by blanks, such as "let++ me down", into `list`: one entry for each form.
void add_entry(std::string_view text, Vocabulary& vocabulary, WordList& list);

// The words with which a match can begin. Error: invalid if it can begin with any.
Result<std::vector<WordId>> first_words(const Pattern& pattern, const Lists& lists);

// A word or a list that every match has behind its first word: of those the one with the fewest words. A
// sentence without it need not be looked at. nullopt: there is none.
std::optional<Step> needed(const Pattern& pattern, const Lists& lists);

// Words of a text: [first, last) all of the match, [shown, shown_end) what is shown of it.
struct Match {
  std::size_t first = 0, last = 0, shown = 0, shown_end = 0;
};

// The first way in which `pattern` matches at the word `at`. Takes at most a fixed number of steps, whatever
// the text: then there is no match.
std::optional<Match> match_at(const Pattern& pattern, const Lists& lists, const std::vector<Token>& tokens,
                              std::size_t at);

}  // namespace concertina::mirror
