// Any content: what tests of the codec and of all that carries records share.
#pragma once

#include "core/record/cbor.h"
#include "core/test_support.h"

namespace concertina::test {

inline Moment any_moment(Chance& chance, Place place) {
  const Moment out{946'800'000 + static_cast<std::int64_t>(chance.below(3'155'500'000)),
                   static_cast<int>(chance.below(1681)) - 840};
  return place == Place::table ? at_the_hour(out) : out;
}

// Walks over one content (core/record/field.h), and fills it with what the rules allow.
class AnyValue {
 public:
  explicit AnyValue(Chance& chance) : chance_(chance) {}
  void need(const Field&, Need& out) { out = {any_level(), any_level()}; }
  void level(const Field&, int& out) { out = any_level(); }
  void level(const Field&, std::optional<int>& out) {
    if (chance_.below(2) == 0) out = any_level();
  }
  template <typename Number>
  void number(const Field&, Number& out, int least, int most) {
    out = static_cast<Number>(least +
                              static_cast<int>(chance_.below(static_cast<std::uint64_t>(most - least + 1))));
  }
  void count(const Field& field, int& out, int most) { number(field, out, 0, most); }
  template <typename Choice>
  void choice(const Field&, Choice& out) {
    out = static_cast<Choice>(chance_.below(choices(out).size()));
  }
  void default_choice(const Field& field, auto& out) { choice(field, out); }
  void words(const Field&, std::string& out) { out = "w" + std::string(chance_.below(200), 'x') + "é"; }
  void needed_words(const Field& field, std::string& out) { words(field, out); }
  void line(const Field&, std::string& out) { out = "Zoë"; }
  void fixed(const Field&, auto& out) { chance_.fill(out); }
  void moment(const Field&, std::optional<Moment>& out) {
    if (chance_.below(2) == 0) out = any_moment(chance_, Place::room);
  }

 private:
  int any_level() { return static_cast<int>(chance_.below(1001)); }
  Chance& chance_;
};

// Of the kind that is the N-th of Content.
template <std::size_t N = 0>
Content any_of_kind(Chance& chance, std::size_t kind) {
  using Kind = std::variant_alternative_t<N, Content>;
  if constexpr (std::is_same_v<Kind, Unknown>) {
    return Unknown{1000 + chance.below(1u << 20),
                   cbor::Writer().array(2).number(chance.next()).text("new").take()};
  } else {
    if (kind != N) return any_of_kind<N + 1>(chance, kind);
    Kind out;
    AnyValue any(chance);
    Kind::fields(out, any);
    if constexpr (std::is_same_v<Kind, MyTime>) out.starts = any_moment(chance, Place::room);
    if constexpr (std::is_same_v<Kind, concertina::Reply>) {
      if (out.says != concertina::Reply::Says::another_time) out.starts.reset();
    }
    return out;
  }
}

// Of any kind that may stand at `place`.
inline Content any_content(Chance& chance, Place place) {
  for (;;) {
    Content out = any_of_kind(chance, chance.below(std::variant_size_v<Content>));
    const Stands stands = traits_of(out).stands;
    if (stands == Stands::either || (stands == Stands::room) == (place == Place::room)) return out;
  }
}

}  // namespace concertina::test
