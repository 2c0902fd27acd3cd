#include "capi/fields.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/record/text.h"

namespace concertina::capi {
namespace {

using Json = nlohmann::ordered_json;  // the one kind that core uses too: a second would double the parser

constexpr std::size_t kExcerpt = 40;

std::string in_quotes(std::string_view text) { return "“" + excerpt(text, kExcerpt) + "”"; }

// A JSON value as the host wrote it, or nearly so. Lists and objects may be nested deep: they are only named.
std::string shown(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  return excerpt(value.dump(-1, ' ', false, Json::error_handler_t::replace), kExcerpt);
}

Result<Json> parse_object(std::string_view text) {
  Json out = Json::parse(text.begin(), text.end(), nullptr, false);
  if (!out.is_object()) return fail(Code::invalid, "This is not one JSON object: " + in_quotes(text) + ".");
  return out;
}

// Walks over one content, and fills it from the fields of `object`. `merging`: what is not given stays as it
// is.
class Give {
 public:
  Give(const Json& object, bool merging, const Moment& now) : object_(object), merging_(merging), now_(now) {}

  void need(const Field& field, Need& need) {
    const Json* value = find(field, true);
    if (!value) return;
    const std::string where(field.said);
    if (!value->is_object())
      return wrong(where + " must be like {\"want\": 7, \"have\": 3.5}, not " + shown(*value) + ".");
    for (const auto& [name, part] : value->items()) {
      if (name != "want" && name != "have")
        return wrong(where + " has no field " + in_quotes(name) + ". It may have: want, have.");
    }
    for (const auto& [name, part] : {std::pair("want", &need.want), std::pair("have", &need.have)}) {
      const auto found = value->find(name);
      if (found == value->end())
        return wrong(where + ", " + name + " is missing. Please give a number from 0 to 10.");
      level(where + ", " + name, *found, *part);
    }
  }
  void level(const Field& field, int& out) {
    if (const Json* value = find(field, true)) level(std::string(field.said), *value, out);
  }
  void level(const Field& field, std::optional<int>& out) {
    const Json* value = find(field, false);
    if (!value) return;
    if (value->is_null()) return out.reset();
    level(std::string(field.said), *value, out.emplace());
  }
  template <typename Number>
  void number(const Field& field, Number& out, int least, int most) {
    if (const Json* value = find(field, true)) whole(field, *value, out, least, most);
  }
  void count(const Field& field, int& out, int most) {
    if (const Json* value = find(field, false)) whole(field, *value, out, 0, most);
  }
  void choice(const Field& field, auto& out) { choose(field, out, true); }
  void default_choice(const Field& field, auto& out) { choose(field, out, false); }
  void words(const Field& field, std::string& out) { take_text(field, out, false); }
  void needed_words(const Field& field, std::string& out) { take_text(field, out, true); }
  void line(const Field& field, std::string& out) { take_text(field, out, true); }
  template <std::size_t N>
  void fixed(const Field& field, Fixed<N>& out) {
    std::string hex;
    take_text(field, hex, true);
    if (hex.empty()) return;
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != N) return wrong("The field " + in_quotes(field.name) + " is no id.");
    std::ranges::copy(*bytes, out.begin());
  }
  void moment(const Field& field, std::optional<Moment>& out) {
    const Json* value = find(field, false);
    if (!value) return;
    if (value->is_null()) return out.reset();
    std::string text;
    take_text(field, text, false);
    if (text.empty()) return;
    const auto moment = parse_moment(text, now_.offset);
    if (!moment) return wrong(moment.error().what);
    out = *moment;
  }

  // What was wrong first, if anything was.
  Result<void> first_fault() const { return wrong_.empty() ? Result<void>() : fail(Code::invalid, wrong_); }

  // After all fields: what was wrong first, or a field that `said` doesn't have besides `others`.
  Result<void> verdict(std::string_view said, std::vector<std::string_view> first,
                       const std::vector<std::string_view>& others) const {
    first.insert(first.end(), known_.begin(), known_.end());
    first.insert(first.end(), others.begin(), others.end());
    for (const auto& [name, value] : object_.items()) {
      if (std::ranges::find(first, name) != first.end()) continue;
      std::string list;
      for (const std::string_view one : first) list += (list.empty() ? "" : ", ") + std::string(one);
      return fail(Code::invalid,
                  std::string(said) + " has no field " + in_quotes(name) + ". It may have: " + list + ".");
    }
    return first_fault();
  }

 private:
  const Json* find(const Field& field, bool needed) {
    known_.push_back(field.name);
    const auto found = object_.find(std::string(field.name));
    if (found != object_.end()) return &*found;
    if (needed && !merging_) wrong("The field " + in_quotes(field.name) + " is missing.");
    return nullptr;
  }
  void wrong(std::string what) {
    if (wrong_.empty()) wrong_ = std::move(what);
  }
  void level(const std::string& where, const Json& value, int& out) {
    if (!value.is_number()) return wrong(where + " must be a number from 0 to 10, not " + shown(value) + ".");
    const double number = value.get<double>();
    if (number < 0 || number > 10)
      return wrong(where + " is " + shown(value) + ". Please give a number from 0 to 10.");
    const double hundredths = std::round(number * 100);
    if (std::abs(number * 100 - hundredths) > 1e-6) {
      return wrong(where + " is " + shown(value) +
                   ". Please give at most two digits behind the point, like 7.5 or 7.25.");
    }
    out = static_cast<int>(hundredths);
  }
  template <typename Number>
  void whole(const Field& field, const Json& value, Number& out, int least, int most) {
    const bool fits =
        value.is_number_integer() && (value.is_number_unsigned() || value.get<std::int64_t>() >= least) &&
        value.get<std::uint64_t>() <= static_cast<std::uint64_t>(most) && value.get<std::int64_t>() >= least;
    if (!fits) {
      return wrong("The field " + in_quotes(field.name) + " must be a whole number from " +
                   std::to_string(least) + " to " + std::to_string(most) + ", not " + shown(value) + ".");
    }
    out = value.get<Number>();
  }
  template <typename Choice>
  void choose(const Field& field, Choice& out, bool needed) {
    const Json* value = find(field, needed);
    if (!value) return;
    const auto names = choices(out);
    const auto found = value->is_string() ? std::ranges::find(names, value->get<std::string>()) : names.end();
    if (found == names.end()) {
      std::string list;
      for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
      return wrong("The field " + in_quotes(field.name) + " must be one of: " + list + "; not " +
                   shown(*value) + ".");
    }
    out = static_cast<Choice>(found - names.begin());
  }
  void take_text(const Field& field, std::string& out, bool needed) {
    const Json* value = find(field, needed);
    if (!value) return;
    if (!value->is_string())
      return wrong("The field " + in_quotes(field.name) + " must be text, not " + shown(*value) + ".");
    out = value->get<std::string>();
  }

  const Json& object_;
  bool merging_;
  Moment now_;
  std::vector<std::string_view> known_;
  std::string wrong_;
};

constexpr Field kKindField{"kind", "The kind"}, kAtField{"at", "The time"}, kIdField{"id", "The id"};

// What a person may write of the kind called `name`.
Result<WriteFields> read_kind(const Json& object, const Moment& now, const std::string& name) {
  Result<WriteFields> out = fail(Code::invalid, in_quotes(name) + " can't be written here.");
  each_kind([&]<typename Kind>(Kind content) {
    if (Kind::kName != name || !(Kind::kEntry || Kind::kStands == Stands::room)) return;
    Give give(object, false, now);
    Kind::fields(content, give);
    std::vector<std::string_view> others;
    if (Kind::kDated) others.push_back(kAtField.name);
    if (Kind::kStands == Stands::either) others.push_back("table");
    if (auto ok = give.verdict(Kind::kSaid, {kKindField.name}, others); !ok) {
      out = std::unexpected(ok.error());
    } else {
      out = WriteFields{std::move(content), now};
    }
  });
  return out;
}

// The text under `field`, which must be there.
Result<std::string> needed_text(const Json& object, const Field& field) {
  std::string out;
  Give give(object, false, Moment{});
  give.needed_words(field, out);
  if (auto ok = give.first_fault(); !ok) return std::unexpected(ok.error());
  return out;
}

}  // namespace

Result<WriteFields> read_write(std::string_view json, const Moment& now) {
  const auto object = parse_object(json);
  if (!object) return std::unexpected(object.error());
  const auto kind = needed_text(*object, kKindField);
  if (!kind) return std::unexpected(kind.error());
  auto out = read_kind(*object, now, *kind);
  if (!out) return out;
  std::optional<Moment> at;
  Give give(*object, false, now);
  give.moment(kAtField, at);
  if (auto ok = give.first_fault(); !ok) return std::unexpected(ok.error());
  out->at = at.value_or(now);
  if (const auto table = object->find("table"); table != object->end()) {
    if (!table->is_boolean())
      return fail(Code::invalid, "The field “table” must be true or false, not " + shown(*table) + ".");
    out->table = table->get<bool>();
  }
  return out;
}

Result<CorrectFields> read_correct(std::string_view json, const Moment& now) {
  auto object = parse_object(json);
  if (!object) return std::unexpected(object.error());
  auto id = needed_text(*object, kIdField);
  if (!id) return std::unexpected(id.error());
  auto edit = [fields = std::move(*object), now](Content& content) {
    return std::visit(
        [&]<typename Kind>(Kind& one) -> Result<void> {
          if constexpr (requires { Kind::kName; }) {
            Give give(fields, true, now);
            Kind::fields(one, give);
            return give.verdict(Kind::kSaid, {kIdField.name}, {});
          } else {
            return fail(Code::invalid, "This can't be corrected here.");
          }
        },
        content);
  };
  return CorrectFields{std::move(*id), std::move(edit)};
}

}  // namespace concertina::capi
