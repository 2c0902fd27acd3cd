#include "capi/fields.h"

#include <cmath>
#include <initializer_list>
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

Result<void> only(const Json& object, std::string_view what, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(known, name) != known.end()) continue;
    std::string list;
    for (const std::string_view one : known) list += (list.empty() ? "" : ", ") + std::string(one);
    return fail(Code::invalid,
                std::string(what) + " has no field " + in_quotes(name) + ". It may have: " + list + ".");
  }
  return {};
}

// The text under `name`; empty if it is not there and `needed` is false.
Result<std::string> text_field(const Json& object, const char* name, bool needed = false) {
  const auto found = object.find(name);
  if (found == object.end()) {
    return needed ? Result<std::string>(fail(Code::invalid, "The field " + in_quotes(name) + " is missing."))
                  : std::string();
  }
  if (!found->is_string())
    return fail(Code::invalid, "The field " + in_quotes(name) + " must be text, not " + shown(*found) + ".");
  return found->get<std::string>();
}

Result<int> level_field(const Json& need, const std::string& where, const char* name) {
  const std::string field = where + ", " + name;
  const auto found = need.find(name);
  if (found == need.end())
    return fail(Code::invalid, field + " is missing. Please give a number from 0 to 10.");
  if (!found->is_number())
    return fail(Code::invalid, field + " must be a number from 0 to 10, not " + shown(*found) + ".");
  const double value = found->get<double>();
  if (value < 0 || value > 10) {
    return fail(Code::invalid, field + " is " + shown(*found) + ". Please give a number from 0 to 10.");
  }
  const double hundredths = std::round(value * 100);
  if (std::abs(value * 100 - hundredths) > 1e-6) {
    return fail(Code::invalid, field + " is " + shown(*found) +
                                   ". Please give at most two digits behind the point, like 7.5 or 7.25.");
  }
  return static_cast<int>(hundredths);
}

Result<std::optional<Need>> need_field(const Json& object, const char* name, std::string_view title) {
  const std::string where(title);
  const auto found = object.find(name);
  if (found == object.end()) return std::optional<Need>();
  if (!found->is_object()) {
    return fail(Code::invalid,
                where + " must be like {\"want\": 7, \"have\": 3.5}, not " + shown(*found) + ".");
  }
  if (auto ok = only(*found, where, {"want", "have"}); !ok) return std::unexpected(ok.error());
  const auto want = level_field(*found, where, "want");
  if (!want) return std::unexpected(want.error());
  const auto have = level_field(*found, where, "have");
  if (!have) return std::unexpected(have.error());
  return std::optional(Need{*want, *have});
}

Result<Edit> read_edit(const Json& object) {
  Edit out;
  const auto togetherness = need_field(object, "togetherness", "Togetherness");
  if (!togetherness) return std::unexpected(togetherness.error());
  out.togetherness = *togetherness;
  const auto separateness = need_field(object, "separateness", "Separateness");
  if (!separateness) return std::unexpected(separateness.error());
  out.separateness = *separateness;
  auto words = text_field(object, "words");
  if (!words) return std::unexpected(words.error());
  if (object.contains("words")) out.words = std::move(*words);
  return out;
}

Result<std::uint16_t> question_field(const Json& object) {
  const auto found = object.find("question");
  if (found == object.end()) return fail(Code::invalid, "The field “question” is missing.");
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > 65'535) {
    return fail(Code::invalid,
                "The field “question” must be the number of a question, not " + shown(*found) + ".");
  }
  return found->get<std::uint16_t>();
}

Result<Content> read_answer(const Json& object) {
  if (auto ok = only(object, "An answer", {"kind", "question", "words", "table"}); !ok)
    return std::unexpected(ok.error());
  const auto question = question_field(object);
  if (!question) return std::unexpected(question.error());
  auto words = text_field(object, "words", true);
  if (!words) return std::unexpected(words.error());
  return Answer{*question, std::move(*words)};
}

Result<Content> read_pass(const Json& object) {
  if (auto ok = only(object, "Passing over", {"kind", "question"}); !ok) return std::unexpected(ok.error());
  const auto question = question_field(object);
  if (!question) return std::unexpected(question.error());
  return Passed{*question};
}

Result<Content> read_content(const Json& object) {
  const auto kind = text_field(object, "kind", true);
  if (!kind) return std::unexpected(kind.error());
  if (*kind == "answer") return read_answer(object);
  if (*kind == "pass") return read_pass(object);
  const bool note = *kind == "note";
  if (!note && *kind != "check-in") {
    return fail(Code::invalid,
                in_quotes(*kind) + " can't be written here. It may be: check-in, note, answer, pass.");
  }
  const auto ok =
      note ? only(object, "A note", {"kind", "words", "at", "table"})
           : only(object, "A check-in", {"kind", "togetherness", "separateness", "words", "at", "table"});
  if (!ok) return std::unexpected(ok.error());
  auto fields = read_edit(object);
  if (!fields) return std::unexpected(fields.error());
  if (note) return Note{fields->words.value_or("")};
  const auto& [togetherness, separateness, words] = *fields;
  if (!togetherness || !separateness) {
    return fail(Code::invalid, std::string(togetherness ? "Separateness" : "Togetherness") +
                                   " is missing. Please give both needs, each with want and have.");
  }
  return CheckIn{*togetherness, *separateness, words.value_or("")};
}

}  // namespace

Result<WriteFields> read_write(std::string_view json, const Moment& now) {
  const auto object = parse_object(json);
  if (!object) return std::unexpected(object.error());
  auto content = read_content(*object);
  if (!content) return std::unexpected(content.error());
  WriteFields out{std::move(*content), now};
  const auto at = text_field(*object, "at");
  if (!at) return std::unexpected(at.error());
  if (object->contains("at")) {
    const auto moment = parse_moment(*at, now.offset);
    if (!moment) return std::unexpected(moment.error());
    out.at = *moment;
  }
  if (const auto table = object->find("table"); table != object->end()) {
    if (!table->is_boolean())
      return fail(Code::invalid, "The field “table” must be true or false, not " + shown(*table) + ".");
    out.table = table->get<bool>();
  }
  return out;
}

Result<CorrectFields> read_correct(std::string_view json) {
  const auto object = parse_object(json);
  if (!object) return std::unexpected(object.error());
  if (auto ok = only(*object, "A correction", {"id", "togetherness", "separateness", "words"}); !ok) {
    return std::unexpected(ok.error());
  }
  auto id = text_field(*object, "id", true);
  if (!id) return std::unexpected(id.error());
  auto edit = read_edit(*object);
  if (!edit) return std::unexpected(edit.error());
  return CorrectFields{std::move(*id), std::move(*edit)};
}

}  // namespace concertina::capi
