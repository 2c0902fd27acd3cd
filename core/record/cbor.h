// CBOR in its deterministic form (RFC 8949 section 4.2), cut down to what Concertina writes: integers,
// byte strings, UTF-8 text, arrays and null. No maps, floats, tags or indefinite lengths.
// One value has exactly one encoding, and the reader refuses every other.
#pragma once

#include "core/record/bytes.h"
#include "core/record/error.h"

namespace concertina::cbor {

class Writer {
 public:
  Writer& number(std::uint64_t value);
  Writer& integer(std::int64_t value);
  Writer& bytes(View value);
  Writer& text(std::string_view value);  // value must be UTF-8 (core/record/text.h)
  Writer& array(std::size_t length);     // `length` items must follow
  Writer& null();
  Writer& raw(View item);  // an item that is encoded already

  const Bytes& view() const { return out_; }
  Bytes take() { return std::move(out_); }

 private:
  void head(std::uint8_t major, std::uint64_t value);
  Bytes out_;
};

// Reads items one after the other. The first thing that does not fit makes the reader fail for good:
// from then on every call returns an empty value and ok() is false, so a decoder can read straight
// through and ask once at the end. Views point into the bytes given, which must outlive them.
class Reader {
 public:
  explicit Reader(View bytes) : rest_(bytes) {}

  std::uint64_t number();
  std::int64_t integer();
  View bytes();
  std::string_view text();  // checked to be UTF-8
  std::size_t array();      // number of items; never more than there are bytes left
  void array(std::size_t length);
  bool null();  // true and read if the next item is null; else nothing happens
  View skip();  // any one item, checked; its encoded bytes

  template <std::size_t N>
  Fixed<N> fixed() {
    const View view = bytes();
    Fixed<N> out{};
    if (view.size() != N) {
      failed_ = true;
    } else {
      std::ranges::copy(view, out.begin());
    }
    return out;
  }

  bool ok() const { return !failed_; }
  bool more() const { return ok() && !rest_.empty(); }
  bool finished() const { return ok() && rest_.empty(); }  // everything read, nothing left over
  void refuse() { failed_ = true; }                        // for a decoder whose own rules are broken

 private:
  static constexpr int kDepth = 16;  // how deep arrays may nest in an item that is skipped
  std::uint64_t head(std::uint8_t major);
  void skip(int depth);
  View take(std::uint64_t length);
  View rest_;
  bool failed_ = false;
};

}  // namespace concertina::cbor
