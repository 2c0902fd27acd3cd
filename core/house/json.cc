#include "core/house/json.h"

#include <nlohmann/json.hpp>

#include "core/house/pen.h"
#include "core/house/question.h"
#include "core/house/thread.h"

namespace concertina {
namespace {

using Json = nlohmann::ordered_json;

double level(int hundredths) { return hundredths / 100.0; }

Json json_of(const Need& need) {
  return {{"want", level(need.want)}, {"have", level(need.have)}, {"unmet", level(need.unmet())}};
}

Json json_of(const Needs& needs) {
  return {{"togetherness", json_of(needs.togetherness)}, {"separateness", json_of(needs.separateness)}};
}

// Adds the fields of what was written to `out`.
void add_content(Json& out, const Content& content) {
  if (const auto* in = std::get_if<CheckIn>(&content)) {
    out["kind"] = "check-in";
    out["togetherness"] = json_of(in->togetherness);
    out["separateness"] = json_of(in->separateness);
    out["words"] = in->words;
  } else if (const auto* note = std::get_if<Note>(&content)) {
    out["kind"] = "note";
    out["words"] = note->words;
  } else if (const auto* answer = std::get_if<Answer>(&content)) {
    out["kind"] = "answer";
    out["question"] = answer->question;
    out["asked"] = question_text(answer->question);
    out["words"] = answer->words;
  } else if (const auto* passed = std::get_if<Passed>(&content)) {
    out["kind"] = "passed";
    out["question"] = passed->question;
    out["asked"] = question_text(passed->question);
  } else if (const auto* back = std::get_if<TakeBack>(&content)) {
    out["kind"] = "take-back";
    out["record"] = to_hex(back->record);
  } else if (const auto* name = std::get_if<Name>(&content)) {
    out["kind"] = "name";
    out["name"] = name->name;
  } else if (const auto* compared = std::get_if<Compared>(&content)) {
    out["kind"] = "compared";
    out["transcript"] = to_hex(compared->transcript);
  } else if (const auto* unknown = std::get_if<Unknown>(&content)) {
    out["kind"] = unknown->kind;
    out["bytes"] = to_hex(unknown->body);
  }
}

Json json_of(const Item& item) {
  Json out{{"id", to_hex(item.id)},
           {"author", item.author == Author::me ? "me" : "partner"},
           {"at", to_text(item.at)},
           {"day", day_text(day_of(item.at))}};
  add_content(out, item.content);
  if (item.author == Author::me) {
    out["versions"] = item.versions;
    out["shown"] = item.shown;
    out["open"] = item.open;
  }
  return out;
}

Json json_of(const MyDay& day) {
  Json out = json_of(day.mine);
  out["day"] = day_text(day.day);
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
              {"question", nullptr}};
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
