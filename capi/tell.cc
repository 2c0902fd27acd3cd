#include "capi/tell.h"

#include "core/house/devices.h"
#include "core/house/pen.h"

namespace concertina::capi {
namespace {

Json json_of(const std::vector<Trouble>& troubles) {
  Json out = Json::array();
  for (const Trouble& trouble : troubles) {
    out.push_back({{"kind", kind_name(trouble.kind)},
                   {"whose", trouble.author == Author::me ? "me" : "partner"},
                   {"where", trouble.chain                   ? "keys"
                             : trouble.place == Place::table ? "table"
                                                             : "room"},
                   {"say", to_text(trouble)}});
  }
  return out;
}

Json json_of(const Done& done) {
  return {{"code", done.result ? CONCERTINA_OK : static_cast<int>(done.result.error().code) + 1},
          {"say", done.result ? std::string() : done.result.error().what}};
}

Json json_of(const MyDevice& one) {
  return {{"id", short_name(one.id)},
          {"this", one.here},
          {"wrote", one.wrote ? Json(day_text(*one.wrote)) : Json(nullptr)},
          {"leaving", one.leaving}};
}

// A point in time on the clock of `now`, or null where there is none.
Json time_json(std::int64_t seconds, const Moment& now) {
  const Moment moment{seconds, now.offset};
  return is_valid(moment) ? Json(to_text(moment)) : Json(nullptr);
}

// The device that is being added here, or null.
Json adding_json(const Device& device, const Moment& now) {
  const auto& pairing = device.pairing();
  if (!pairing || pairing->with_partner()) return nullptr;
  const auto words = device.device_words();
  return {{"link", to_text(DeviceLink{pairing->link, device.identity()})},
          {"ends", time_json(pairing->ends, now)},
          {"words", words ? Json(*words) : Json(nullptr)},
          {"agreed", device.wishes().add.has_value()}};
}

void add_size(std::string& out, std::size_t size) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift & 0xff);
}

}  // namespace

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string status_json(const Device& device, const Moment& now, bool to_store, bool example) {
  const Names names = names_of(device);
  const MyDevices mine = devices_of(device);
  constexpr std::string_view kCodes[] = {"none", "unchecked", "checked"};
  Json devices = Json::array();
  for (const MyDevice& one : mine.live) devices.push_back(json_of(one));
  const auto words = device.words();
  Json pairing;
  if (const auto& under_way = device.pairing(); under_way && under_way->with_partner()) {
    const bool inviter = under_way->role == 2;
    pairing = {{"role", inviter ? "inviter" : "joiner"},
               {"link", to_text(under_way->link)},
               {"ends", time_json(under_way->ends, now)}};
  }
  return dump({{"name", names.name},
               {"partner", names.partner_name},
               {"relay", device.relay()},
               {"table", device.has_table()},
               {"paired", device.paired()},
               {"words", words ? Json(*words) : Json(nullptr)},
               {"i_compared", names.i_compared},
               {"compared", names.compared},
               {"partner_left", device.partner_left()},
               {"pairing", std::move(pairing)},
               {"devices", std::move(devices)},
               {"removed", device.removed()},
               {"adding", adding_json(device, now)},
               {"recovery", kCodes[static_cast<int>(mine.code)]},
               {"recovery_waits", mine.code_waits},
               {"waiting", device.waiting()},
               {"unsent", device.unsent()},
               {"last_reached", time_json(device.last_reached(), now)},
               {"passphrase", device.has_passphrase()},
               {"to_store", to_store},
               {"example", example},
               {"troubles", json_of(device.troubles())}});
}

std::string send_json(const Send& send, const std::string& origin) {
  const Request& request = send.request;
  Json headers{{std::string(kDeviceHeader), to_hex(send.signer)},
               {std::string(kTimeHeader), std::to_string(send.time)},
               {std::string(kSignatureHeader), to_hex(send.signature)},
               {"Content-Type", "application/cbor"}};
  if (!request.enrolment_token.empty()) headers[std::string(kTokenHeader)] = request.enrolment_token;
  return dump({{"method", request.method},
               {"origin", origin},
               {"path", request.path},
               {"query", request.query},
               {"headers", std::move(headers)},
               {"wait", send.wait}});
}

std::string done_json(const Done& done, const Contact& contact) {
  Json out = json_of(done);
  out["news"] = contact.news();
  out["events"] = json_of(contact.events());
  return dump(out);
}

std::string done_json(const Done& done, const Arrival& arrival) {
  Json out = json_of(done);
  out["arrived"] = arrival.arrived();
  return dump(out);
}

std::string change_list(const Changes& changes) {
  std::string out;
  add_size(out, changes.size());
  for (const Change& change : changes) {
    add_size(out, change.key.size());
    out += change.key;
    add_size(out, change.value ? change.value->size() : 0xffffffff);
    if (change.value) out += as_text(*change.value);
  }
  return out;
}

}  // namespace concertina::capi
