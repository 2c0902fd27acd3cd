#include "core/mirror/tokens.h"

#include <algorithm>
#include <array>

namespace concertina::mirror {
namespace {

enum class Sign : std::uint8_t { letter, digit, space, line, apostrophe, quote, clause, end, nothing };

// One character of the text: what it is, and how many bytes it takes.
struct Char {
  Sign sign = Sign::nothing;
  std::uint8_t length = 1;
  char32_t code = 0;
};

constexpr char32_t kLeftSingle = 0x2018, kRightSingle = 0x2019, kLowSingle = 0x201a;
constexpr char32_t kLeftDouble = 0x201c, kRightDouble = 0x201d, kLowDouble = 0x201e;
constexpr char32_t kLeftAngle = 0xab, kRightAngle = 0xbb;

Sign sign_of_ascii(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Sign::letter;
  if (c >= '0' && c <= '9') return Sign::digit;
  switch (c) {
    case ' ':
    case '\t':
    case '\r':
      return Sign::space;
    case '\n':
      return Sign::line;
    case '\'':
    case '`':
      return Sign::apostrophe;
    case '"':
      return Sign::quote;
    case '.':
    case '!':
    case '?':
    case ';':
      return Sign::end;
    case ',':
    case ':':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case '/':
      return Sign::clause;
    default:
      return Sign::nothing;
  }
}

Sign sign_of(char32_t code) {
  if (code == kLeftSingle || code == kRightSingle || code == kLowSingle || code == 0x2bc || code == 0xb4)
    return Sign::apostrophe;
  if (code == kLeftDouble || code == kRightDouble || code == kLowDouble || code == kLeftAngle ||
      code == kRightAngle || code == 0x201f || code == 0x2039 || code == 0x203a)
    return Sign::quote;
  if (code == 0xa0 || (code >= 0x2000 && code <= 0x200b) || code == 0x202f || code == 0x3000)
    return Sign::space;
  if (code == 0x2028 || code == 0x2029 || code == 0x85) return Sign::line;
  // What joins, splits or turns round, and a byte order mark.
  if ((code >= 0x200c && code <= 0x2011) || (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2060 && code <= 0x206f) || code == 0xfeff)
    return Sign::nothing;
  if (code == 0x3002 || code == 0xff01 || code == 0xff1f) return Sign::end;
  // Dashes, "…", arrows, symbols and pictures.
  if ((code >= 0x2012 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f) || code >= 0x1f000)
    return Sign::clause;
  if (code < 0xbf && code > 0x7f && code != 0xaa && code != 0xb5 && code != 0xba) return Sign::nothing;
  if (code >= 0xe000 && code <= 0xfe0f) return Sign::nothing;
  return Sign::letter;
}

Char char_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t first = byte(at);
  if (first < 0x80) return {sign_of_ascii(text[at]), 1, first};
  const std::uint8_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
  if (length == 1 || first > 0xf4 || at + length > text.size()) return {};
  char32_t code = first & (0xff >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return {};
    code = code << 6 | (byte(at + i) & 0x3f);
  }
  return {sign_of(code), length, code};
}

bool is_inside(Sign sign) { return sign == Sign::letter || sign == Sign::digit; }

class Scanner {
 public:
  Scanner(std::string_view text, const Vocabulary& vocabulary) : text_(text), vocabulary_(vocabulary) {
    out_.reserve(text.size() / 5);
  }

  std::vector<Token> scan() {
    begin_line();
    while (at_ < text_.size()) {
      const Char next = char_at(text_, at_);
      if (is_inside(next.sign)) {
        word();
      } else {
        mark(next);
        before_ = next;
        at_ += next.length;
        if (next.sign == Sign::line) begin_line();
      }
    }
    end_sentence(false);
    return std::move(out_);
  }

 private:
  // One kind of quotation marks, and the first word behind an open one.
  struct Open {
    bool is = false;
    std::size_t first = 0;
  };
  enum Pair : std::uint8_t { kStraight, kCurly, kAngle, kTurned, kSingle, kPairs };

  Char peek(std::size_t at) const { return at < text_.size() ? char_at(text_, at) : Char{Sign::space}; }

  void raise(Break to) { break_ = std::max(break_, to); }

  void word() {
    const std::size_t start = at_;
    std::array<char, kLongestWord + 1> buffer{};
    std::size_t size = 0;
    bool digits = true;
    while (at_ < text_.size()) {
      const Char next = char_at(text_, at_);
      // "don’t", "b*tch": only between letters.
      const bool joins = next.sign == Sign::apostrophe || next.code == '*';
      if (!is_inside(next.sign)) {
        if (!joins || digits || !joined(at_, next)) break;
      }
      if (next.sign != Sign::digit) digits = false;
      for (std::size_t i = 0; i < (next.sign == Sign::apostrophe ? 1u : next.length); ++i) {
        char c = next.sign == Sign::apostrophe ? '\'' : text_[at_ + i];
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '*' && size > 0 && size <= kLongestWord && buffer[size - 1] == '*') continue;
        if (size <= kLongestWord) buffer[size++] = c;
      }
      before_ = next;
      at_ += next.length;
    }
    std::array<WordId, kMostParts> ids{};
    std::size_t count = 1;
    const std::string_view written(buffer.data(), size);
    if (digits) {
      const WordId known = vocabulary_.find(written);
      ids[0] = known ? known : kNumber;
    } else {
      count = vocabulary_.read(written, ids);
    }
    for (std::size_t i = 0; i < count; ++i) {
      Token token;
      token.start = static_cast<std::uint32_t>(start);
      token.end = static_cast<std::uint32_t>(at_);
      token.word = ids[i];
      token.before = i > 0 ? Break::none : out_.empty() ? Break::sentence : break_;
      token.quoted = line_quoted_;
      out_.push_back(token);
    }
    break_ = Break::none;
  }

  // Whether the sign at `at` stands between two letters. Several "*" count as one.
  bool joined(std::size_t at, const Char& sign) const {
    std::size_t next = at + sign.length;
    while (sign.code == '*' && next < text_.size() && next < at + kLongestWord && text_[next] == '*') ++next;
    return peek(next).sign == Sign::letter;
  }

  void mark(const Char& sign) {
    switch (sign.sign) {
      case Sign::end:
        if (sign.code == '.' && is_inside(peek(at_ + 1).sign)) break;  // 7.30, e.g
        if (sign.code == '.' && (peek(at_ + 1).code == '.' || before_.code == '.')) {
          raise(Break::clause);
          break;
        }
        end_sentence(sign.code == '?');
        raise(Break::sentence);
        break;
      case Sign::clause:
        raise(Break::clause);
        break;
      case Sign::quote:
      case Sign::apostrophe:
        quotation(sign);
        break;
      case Sign::line:
        line();
        break;
      default:
        // A hyphen between blanks is a dash.
        if (sign.code == '-' && !is_inside(peek(at_ + 1).sign)) raise(Break::clause);
    }
  }

  // A single line feed may only be wrapping: it breaks if the next line begins like a new thought.
  void line() {
    std::size_t next = at_ + 1;
    while (next < text_.size() && (text_[next] == ' ' || text_[next] == '\r') && next < at_ + 80) ++next;
    const Char first = peek(next);
    if (first.sign == Sign::line || first.code == '-' || first.code == '*' || first.code == '>') {
      raise(Break::sentence);
      end_sentence(false);
      for (Open& open : open_) open.is = false;
      return;
    }
    const bool capital = first.code >= 'A' && first.code <= 'Z';
    const bool is_i = first.code == 'I' && !is_inside(peek(next + 1).sign);
    if (capital && !is_i) end_sentence(false);
    raise(capital && !is_i ? Break::sentence : is_i ? Break::clause : Break::none);
  }

  void begin_line() {
    std::size_t next = at_;
    while (next < text_.size() && text_[next] == ' ' && next < at_ + 80) ++next;
    line_quoted_ = next < text_.size() && text_[next] == '>';
  }

  void end_sentence(bool asked) {
    if (asked) {
      for (std::size_t i = sentence_; i < out_.size(); ++i) out_[i].asked = true;
    }
    sentence_ = out_.size();
  }

  void open(Pair pair) { open_[pair] = {true, out_.size()}; }
  bool close(Pair pair) {
    if (!open_[pair].is) return false;
    for (std::size_t i = open_[pair].first; i < out_.size(); ++i) out_[i].quoted = true;
    open_[pair].is = false;
    return true;
  }

  void quotation(const Char& sign) {
    const bool after_word = is_inside(before_.sign), before_word = is_inside(peek(at_ + sign.length).sign);
    if (sign.sign == Sign::quote) raise(Break::clause);
    switch (sign.code) {
      case '"':
        if (!close(kStraight)) open(kStraight);
        break;
      case kLeftDouble:
        if (!open_[kCurly].is || before_word) {
          open(kCurly);
        } else {
          close(kCurly);
        }
        break;
      case kLowDouble:
        open(kCurly);
        break;
      case kRightDouble:
        close(kCurly);
        break;
      case kLeftAngle:
      case 0x2039:
        if (!close(kTurned)) open(kAngle);
        break;
      case kRightAngle:
      case 0x203a:
        if (!close(kAngle)) open(kTurned);
        break;
      default:
        if (before_word && !after_word) {
          open(kSingle);
          raise(Break::clause);
        } else if (!before_word && close(kSingle)) {
          raise(Break::clause);
        }
    }
  }

  std::string_view text_;
  const Vocabulary& vocabulary_;
  std::vector<Token> out_;
  std::array<Open, kPairs> open_{};
  std::size_t at_ = 0;
  std::size_t sentence_ = 0;  // the first word of this one
  Char before_{Sign::line};
  Break break_ = Break::sentence;
  bool line_quoted_ = false;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text, const Vocabulary& vocabulary) {
  return Scanner(text, vocabulary).scan();
}

}  // namespace concertina::mirror
