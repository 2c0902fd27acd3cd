// Tell: what the host is told, as JSON and as a byte list.
#pragma once

#include <nlohmann/json.hpp>

#include "capi/concertina.h"
#include "core/seal/arrival.h"

namespace concertina::capi {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json);  // whatever its texts hold, the result is UTF-8
std::string status_json(const Device& device, const Moment& now, bool to_store, bool example);
std::string send_json(const Send& send, const std::string& origin);
std::string done_json(const Done& done, const Contact& contact);
std::string done_json(const Done& done, const Arrival& arrival);

// The byte list of convention 6 in capi/concertina.h.
std::string change_list(const Changes& changes);

}  // namespace concertina::capi
