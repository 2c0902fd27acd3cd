#include "core/house/json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/house/pen.h"
#include "core/house/question.h"
#include "core/house/thread.h"

namespace concertina {
namespace {

using Json = nlohmann::ordered_json;

double in_tens(int hundredths) { return hundredths / 100.0; }

Json json_of(const Need& need) {
  return {{"want", in_tens(need.want)}, {"have", in_tens(need.have)}, {"unmet", in_tens(need.unmet())}};
}

Json json_of(const Needs& needs) {
  return {{"togetherness", json_of(needs.togetherness)}, {"separateness", json_of(needs.separateness)}};
}

// Walks over one content, and adds each field to `out`.
class Tell {
 public:
  explicit Tell(Json& out) : out_(out) {}
  void need(const Field& field, const Need& need) { add(field, json_of(need)); }
  void level(const Field& field, int value) { add(field, in_tens(value)); }
  void level(const Field& field, const std::optional<int>& value) {
    add(field, value ? Json(in_tens(*value)) : Json());
  }
  void number(const Field& field, int value, int, int) {
    add(field, value);
    if (field.name == kQuestion.name) out_["asked"] = question_text(static_cast<std::uint16_t>(value));
  }
  void count(const Field& field, int value, int) { add(field, value); }
  void default_choice(const Field& field, auto value) { choice(field, value); }
  void choice(const Field& field, auto value) { add(field, choices(value)[static_cast<std::size_t>(value)]); }
  void words(const Field& field, const std::string& words) { add(field, words); }
  void needed_words(const Field& field, const std::string& words) { add(field, words); }
  void line(const Field& field, const std::string& line) { add(field, line); }
  void fixed(const Field& field, const auto& bytes) { add(field, to_hex(bytes)); }
  void moment(const Field& field, const std::optional<Moment>& moment) {
    add(field, moment ? Json(to_text(*moment)) : Json());
  }

 private:
  void add(const Field& field, Json value) { out_[std::string(field.name)] = std::move(value); }
  Json& out_;
};

// Adds the kind and the fields of what was written to `out`.
void add_content(Json& out, const Content& content) {
  std::visit(
      [&]<typename Kind>(const Kind& one) {
        if constexpr (std::is_same_v<Kind, Unknown>) {
          out["kind"] = one.kind;
          out["bytes"] = to_hex(one.body);
        } else {
          out["kind"] = Kind::kName;
          Tell tell(out);
          Kind::fields(one, tell);
        }
      },
      content);
}

Json json_of(const Item& item) {
  Json out{{"id", to_hex(item.id)},
           {"author", item.author == Author::me ? "me" : "partner"},
           {"at", to_text(item.at)},
           {"day", day_text(day_of(item.at))}};
  add_content(out, item.content);
  if (item.fades) {
    out["fades"] = to_text(*item.fades);
    out["faded"] = item.faded;
    out["reply"] = item.reply ? Json(to_hex(*item.reply)) : Json();
  }
  if (item.author == Author::me) {
    out["versions"] = item.versions;
    out["shown"] = item.shown;
    out["open"] = item.open;
    for (const Earlier& one : item.earlier) {
      Json version{{"written", to_text(one.written)}};
      add_content(version, one.content);
      out["earlier"].push_back(std::move(version));
    }
  }
  return out;
}

Json json_of(const MyDay& day) {
  Json out = json_of(day.mine);
  out["day"] = day_text(day.day);
  const Spent& spent = day.spent;
  const auto level = [](const std::optional<int>& felt) { return felt ? Json(in_tens(*felt)) : Json(); };
  if (spent.together > 0) {
    out["together"] = {
        {"minutes", spent.together}, {"presence", level(spent.presence)}, {"motive", level(spent.motive)}};
  }
  if (spent.chosen + spent.unchosen > 0)
    out["alone"] = {{"chosen", spent.chosen}, {"unchosen", spent.unchosen}};
  return out;
}

Json json_of(const SharedDay& day) {
  return {{"day", day_text(day.day)}, {"me", json_of(day.mine)}, {"partner", json_of(day.partners)}};
}

// Years of items as one tree would cost more to build than all else in opening: each becomes text by itself.
template <typename T>
void write_list(std::string& out, const std::vector<T>& items) {
  out += '[';
  for (const T& item : items) {
    if (&item != &items.front()) out += ',';
    out += json_of(item).dump();
  }
  out += ']';
}

}  // namespace

std::string to_json(const House& house) {
  Json around{{"name", house.name},
              {"partner", house.partner_name},
              {"compared", house.compared},
              {"i_compared", house.i_compared},
              {"question", nullptr},
              {"map", nullptr},
              {"quiet", {{"ask", house.quiet.ask}, {"afraid", house.quiet.afraid}}},
              {"preferences", house.preferences}};
  if (house.map) {
    around["map"] = {{"days", house.map->days},
                     {"me", json_of(house.map->mine)},
                     {"partner", json_of(house.map->partners)}};
  }
  if (house.question)
    around["question"] = {{"number", house.question->number}, {"text", house.question->text}};
  std::string out = around.dump();
  out.back() = ',';
  out += "\"room\":";
  write_list(out, house.room);
  out += ",\"table\":";
  write_list(out, house.table);
  out += ",\"history\":{\"mine\":";
  write_list(out, house.my_days);
  out += ",\"shared\":";
  write_list(out, house.shared_days);
  return out + "}}";
}

std::string to_json(const SignLinks& links) {
  Json shown = Json::array();
  for (const SignLink& link : links.shown) {
    shown.push_back({{"sign", Signs::kFields[link.sign].name},
                     {"need", choices(link.need)[static_cast<std::size_t>(link.need)]},
                     {"lag", link.lag},
                     {"strength", std::round(link.strength * 100) / 100},
                     {"chance", std::round(link.chance * 1000) / 1000}});
  }
  return Json{{"days", links.days}, {"enough", links.enough}, {"links", std::move(shown)}}.dump();
}

std::string export_json(const Device& device, const Moment& now) {
  const House house = house_of(device, now);
  std::vector<Heard> heard = device.heard();
  std::ranges::sort(heard, comes_before);
  Json records = Json::array(), partner = Json::array();
  for (const Heard& one : heard) {
    if (one.author != Author::me) continue;
    Json out{{"id", to_hex(one.record.id)},
             {"place", one.place == Place::table ? "table" : "room"},
             {"at", to_text(one.record.at)},
             {"written", to_text(one.record.written)}};
    if (one.former) out["former"] = true;  // on a table that was shared before the present one
    if (one.record.replaces) out["replaces"] = to_hex(*one.record.replaces);
    add_content(out, one.record.content);
    records.push_back(std::move(out));
  }
  for (const Item& item : house.table) {
    if (item.author == Author::partner) partner.push_back(json_of(item));
  }
  const Json out{{"concertina_export", 1},
                 {"name", house.name},
                 {"partner", house.partner_name},
                 {"records", std::move(records)},
                 {"partner_table", std::move(partner)}};
  return out.dump(2) + "\n";
}

}  // namespace concertina
