#include "core/record/record.h"

#include "core/record/cbor.h"
#include "core/record/rules.h"

namespace concertina {
namespace {

// How many CBOR items the fields of a kind are. Several stand in an array, one by itself.
class Sizes {
 public:
  void need(const Field&, const Need&) { items += 2; }
  void level(const Field&, const auto&) { ++items; }
  void number(const Field&, const auto&, int, int) { ++items; }
  void count(const Field&, int, int) { ++items; }
  void choice(const Field&, const auto&) { ++items; }
  void default_choice(const Field&, const auto&) { ++items; }
  void words(const Field&, const std::string&) { ++items; }
  void needed_words(const Field&, const std::string&) { ++items; }
  void line(const Field&, const std::string&) { ++items; }
  void fixed(const Field&, const auto&) { ++items; }
  void moment(const Field&, const std::optional<Moment>&) { ++items; }

  std::size_t items = 0;
};

template <typename Kind>
std::size_t items_of() {
  const Kind any;
  Sizes sizes;
  Kind::fields(any, sizes);
  return sizes.items;
}

void write_moment(cbor::Writer& out, const Moment& moment) {
  out.array(2).integer(moment.seconds).integer(moment.offset);
}

Moment read_moment(cbor::Reader& in) {
  in.array(2);
  const std::int64_t seconds = in.integer();
  const std::int64_t offset = in.integer();
  if (offset < -10'000 || offset > 10'000) in.refuse();
  return Moment{seconds, in.ok() ? static_cast<int>(offset) : 0};
}

// What is written was validated before: no number is below zero.
class Write {
 public:
  explicit Write(cbor::Writer& out) : out_(out) {}
  void need(const Field& field, const Need& need) {
    level(field, need.want);
    level(field, need.have);
  }
  void level(const Field&, int value) { put(value); }
  void level(const Field&, const std::optional<int>& value) {
    if (value) {
      put(*value);
    } else {
      out_.null();
    }
  }
  void number(const Field&, int value, int, int) { put(value); }
  void count(const Field&, int value, int) { put(value); }
  void choice(const Field&, auto value) { put(static_cast<int>(value)); }
  void default_choice(const Field&, auto value) { put(static_cast<int>(value)); }
  void words(const Field&, const std::string& words) { out_.text(words); }
  void needed_words(const Field&, const std::string& words) { out_.text(words); }
  void line(const Field&, const std::string& line) { out_.text(line); }
  void fixed(const Field&, const auto& bytes) { out_.bytes(bytes); }
  void moment(const Field&, const std::optional<Moment>& moment) {
    if (moment) {
      write_moment(out_, *moment);
    } else {
      out_.null();
    }
  }

 private:
  void put(int value) { out_.number(static_cast<std::uint64_t>(value)); }
  cbor::Writer& out_;
};

// Reads what Write wrote. A number that its field can't hold makes the reader fail; the rules say the rest.
class Read {
 public:
  explicit Read(cbor::Reader& in) : in_(in) {}
  void need(const Field& field, Need& need) {
    level(field, need.want);
    level(field, need.have);
  }
  void level(const Field&, int& value) { value = take(kMostLevel); }
  void level(const Field&, std::optional<int>& value) {
    if (!in_.null()) value = take(kMostLevel);
  }
  template <typename Number>
  void number(const Field&, Number& value, int, int most) {
    value = static_cast<Number>(take(most));
  }
  void count(const Field&, int& value, int most) { value = take(most); }
  template <typename Choice>
  void choice(const Field&, Choice& value) {
    value = static_cast<Choice>(take(static_cast<int>(choices(value).size()) - 1));
  }
  void default_choice(const Field& field, auto& value) { choice(field, value); }
  void words(const Field&, std::string& words) { words = in_.text(); }
  void needed_words(const Field&, std::string& words) { words = in_.text(); }
  void line(const Field&, std::string& line) { line = in_.text(); }
  template <std::size_t N>
  void fixed(const Field&, Fixed<N>& bytes) {
    bytes = in_.fixed<N>();
  }
  void moment(const Field&, std::optional<Moment>& moment) {
    if (!in_.null()) moment = read_moment(in_);
  }

 private:
  int take(int most) {
    const std::uint64_t value = in_.number();
    if (value > static_cast<std::uint64_t>(most)) in_.refuse();
    return in_.ok() ? static_cast<int>(value) : 0;
  }
  cbor::Reader& in_;
};

template <typename Kind>
Traits traits(const Kind&) {
  return {Kind::kKind, Kind::kName, Kind::kStands, Kind::kEntry, Kind::kDated};
}
Traits traits(const Unknown& unknown) { return {unknown.kind, {}, Stands::either, false, false}; }

// The content of that kind; Unknown where this version doesn't know it.
Content read_content(cbor::Reader& in, std::uint64_t kind) {
  std::optional<Content> out;
  each_kind([&]<typename Kind>(Kind content) {
    if (Kind::kKind != kind) return;
    const std::size_t items = items_of<Kind>();
    if (items > 1) in.array(items);
    Read read(in);
    Kind::fields(content, read);
    out = std::move(content);
  });
  return out ? std::move(*out) : Content(Unknown{kind, to_bytes(in.skip())});
}

}  // namespace

Traits traits_of(const Content& content) {
  return std::visit([](const auto& one) { return traits(one); }, content);
}
Traits traits_of(std::string_view name) {
  Traits out;
  each_kind([&](const auto& one) {
    if (traits(one).name == name) out = traits(one);
  });
  return out;
}

Record for_table(const Record& record, const Id& new_id) {
  Record copy = record;
  copy.id = new_id;
  copy.at = at_the_hour(record.at);
  copy.written = at_the_hour(record.written);
  copy.replaces.reset();
  return copy;
}

Record wrap_former(const Record& record) {
  Unknown inside{kFormerKind, cbor::Writer().bytes(encode(record)).take()};
  return Record{record.id, record.at, record.written, {}, std::move(inside)};
}

std::optional<Record> unwrap_former(const Record& record) {
  const auto* inside = std::get_if<Unknown>(&record.content);
  if (!inside || inside->kind != kFormerKind) return std::nullopt;
  cbor::Reader in(inside->body);
  const View bytes = in.bytes();
  auto out = in.finished() ? decode_record(bytes, Place::table) : std::unexpected(Error{});
  return out ? std::optional(std::move(*out)) : std::nullopt;
}

Bytes encode(const Record& record) {
  cbor::Writer out;
  out.array(7).number(kRecordVersion).number(traits_of(record.content).kind).bytes(record.id);
  write_moment(out, record.at);
  write_moment(out, record.written);
  if (record.replaces) {
    out.bytes(*record.replaces);
  } else {
    out.null();
  }
  std::visit(
      [&]<typename Kind>(const Kind& content) {
        if constexpr (std::is_same_v<Kind, Unknown>) {
          out.raw(content.body);
        } else {
          const std::size_t items = items_of<Kind>();
          if (items > 1) out.array(items);
          Write write(out);
          Kind::fields(content, write);
        }
      },
      record.content);
  return out.take();
}

Result<Record> decode_record(View bytes, Place place) {
  cbor::Reader in(bytes);
  const std::size_t length = in.array();
  const std::uint64_t version = in.number();
  if (in.ok() && version > kRecordVersion) {
    return fail(Code::too_new,
                "This was written by a newer Concertina. It is kept; please update Concertina to read it.");
  }
  const std::uint64_t kind = in.number();
  Record out{
      .id = in.fixed<16>(), .at = read_moment(in), .written = read_moment(in), .replaces = {}, .content = {}};
  if (!in.null()) out.replaces = in.fixed<16>();
  out.content = read_content(in, kind);
  if (!in.finished() || length != 7 || version != kRecordVersion) {
    return fail(Code::damaged, "A record can't be read: its bytes are not what Concertina writes.");
  }
  if (auto ok = check(out, place); !ok)
    return fail(Code::damaged, "A record breaks a rule: " + ok.error().what);
  return out;
}

}  // namespace concertina
