// What the tests of a person's devices share: a further terminal, and taking it in.
#pragma once

#include <nlohmann/json.hpp>

#include "cli/test_support.h"

namespace concertina::cli::test {

using Json = nlohmann::ordered_json;

inline bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// A terminal of its own, with an empty folder.
inline Person device_of(Two& two, const std::string& name, std::uint64_t seed) {
  return Person(two.folder.path(name), seed, two.clock);
}

// All but the live device's yes. What went wrong, or nothing.
inline std::string said_same_up_to_the_last_yes(Person& live, Person& fresh) {
  std::string out;
  const auto expect = [&](const Said& said, int code) {
    if (said.code != code) out += std::to_string(said.code) + ": " + said.out + said.err;
    return said.out;
  };
  const std::string link = link_in(expect(live({"devices", "add", "--wait", "0", "--json"}), 0));
  expect(fresh({"devices", "join", link, "--wait", "0"}), 0);
  expect(live({"sync"}), 0);
  expect(fresh({"devices", "join", link, "--wait", "0"}), 0);
  expect(fresh({"devices", "compare", "yes", "--wait", "0"}), kBusy);
  return out;
}

// `fresh` becomes a device of whoever has `live`. What went wrong, or nothing.
inline std::string added(Person& live, Person& fresh) {
  std::string out = said_same_up_to_the_last_yes(live, fresh);
  for (Person* person : {&live, &fresh}) {
    const Words yes = person == &live ? Words{"devices", "compare", "yes"}
                                      : Words{"devices", "compare", "yes", "--wait", "0"};
    const Said said = (*person)(yes);
    if (said.code != 0) out += std::to_string(said.code) + ": " + said.out + said.err;
  }
  return out;
}

// After a contact.
inline bool shows(Person& person, std::string_view part) { return holds(person({"show"}).out, part); }

// What a device shows, after a contact, without when that was.
inline Json house_of(Person& person) {
  Json out = Json::parse(person({"show", "--json"}).out, nullptr, false);
  if (out.is_object()) out.erase("last_reached");
  return out;
}

// The code that making one printed.
inline std::string code_in(const Said& said) {
  const Json json = Json::parse(said.out.substr(0, said.out.find('\n')), nullptr, false);
  return json.is_object() && json.contains("recovery_code") ? json["recovery_code"].get<std::string>() : "";
}

// The id of the device that another one is at.
inline std::string id_of(Person& person) {
  for (const Json& one : Json::parse(person({"devices", "--json"}).out)["devices"]) {
    if (one["this"] == true) return one["id"];
  }
  return "";
}

}  // namespace concertina::cli::test
