// Tokens: a text as words, each with its place in the bytes, and with what stands between them.
#pragma once

#include <cstddef>
#include <string_view>

#include "core/mirror/vocabulary.h"

namespace concertina::mirror {

// What stands before a word.
enum class Break : std::uint8_t {
  none,
  clause,    // a comma, colon, dash, bracket, quotation mark, "…", or a symbol
  sentence,  // the end of a sentence or of a paragraph, or the beginning of the text
};

struct Token {
  std::uint32_t start = 0, end = 0;  // bytes of the text; the words of a contraction share them
  WordId word = kUnknown;
  Break before = Break::none;
  bool quoted = false;  // between quotation marks, or in a line that begins with ">"
  bool asked = false;   // in a sentence that ends with a question mark
};

// In the order of the text. Any bytes will do: what is no UTF-8 stands between words. Texts are at most 4
// GiB.
std::vector<Token> tokens_of(std::string_view text, const Vocabulary& vocabulary);

}  // namespace concertina::mirror
