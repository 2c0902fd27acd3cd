// A person's further devices: one is taken in, one is taken out, the recovery code is replaced.
#include "core/seal/device.h"

namespace concertina {

Result<DeviceLink> Device::invite_device(Ambient& ambient, Changes& changes) {
  if (is_over()) return std::unexpected(why_over());
  if (relay_.empty()) {
    return fail(Code::not_found,
                "A further device needs a relay where your devices meet. Please name one with --relay.");
  }
  if (met() && !paired()) {
    return fail(Code::refused,
                "Your partner is just joining. Please let that come to its end first, then make this link.");
  }
  if (chain().live() + 1 >= kMostDevices) {
    return fail(Code::refused, "These are as many devices as there can be. Please remove one of them first.");
  }
  DeviceLink out{{relay_, ambient.random<16>(), ambient.random<16>(), {}}, identity_};
  const auto nonce = ambient.random<16>();
  out.link.commitment = commit_device(identity_, nonce);
  pairing_ = Pairing{.role = 4,
                     .link = out.link,
                     .nonce = nonce,
                     .ends = ambient.now().seconds + kLinkLife,
                     .first = {},
                     .second = {}};
  store_pairing(changes);
  return out;
}

Result<void> Device::arrive(const DeviceSecret& secret, std::string origin, const std::vector<Bytes>& entries,
                            Changes& changes) {
  auto chain = read_chain(entries);
  if (!chain) return std::unexpected(chain.error());
  Device out;
  out.secret_ = secret;
  out.keys_.emplace(secret);
  out.identity_ = chain->identity();
  const bool live = chain->is_live(out.keys_->sign.public_key);
  const bool opens = chain->open_seed(chain->generation().number, *out.keys_).has_value();
  out.chains_.emplace(out.identity_, std::move(*chain));
  if (!live) return fail(Code::refused, std::string(kRemovedHere));
  if (!opens) return fail(Code::damaged, "What is sealed to this device can't be opened with its key.");
  for (std::size_t index = 0; index < entries.size(); ++index)
    changes.push_back({"chain/" + to_hex(out.identity_) + "/" + to_hex(index, 8), entries[index]});
  out.store_device(changes);
  out.set_relay(std::move(origin), {}, changes);
  out.set_sent_entries(entries.size(), changes);
  return {};
}

Result<void> Device::take_newcomer(View message, Changes& changes) {
  const DeviceLink link{pairing_->link, identity_};
  const auto device = decode_new_device(message, link);
  if (!device) return std::unexpected(device.error());
  if (chain().knows(device->device.names.sign))
    return fail(Code::refused, "This device is one of yours already. Please begin it anew, then add it.");
  pairing_->first = to_bytes(message);
  pairing_->second = encode_device_answer(pairing_->nonce, link, message);
  store_pairing(changes);
  return {};
}

std::optional<AgreedDevice> Device::newcomer() const {
  if (!pairing_ || pairing_->with_partner() || pairing_->first.empty()) return std::nullopt;
  const auto device = decode_new_device(pairing_->first, {pairing_->link, identity_});
  return device ? std::optional(device->device) : std::nullopt;
}

std::optional<std::string> Device::device_words() const {
  if (!newcomer()) return std::nullopt;
  return four_words(device_transcript({pairing_->link, identity_}, pairing_->first, pairing_->second));
}

Result<void> Device::compare_device(bool same, std::string_view passphrase, Ambient& ambient,
                                    Changes& changes) {
  const auto device = newcomer();
  if (!device) {
    return fail(Code::not_found,
                "No device of yours is waiting to be added. Please make a link for it first.");
  }
  if (!same) {
    if (wishes_.add) {
      wishes_.add.reset();
      wishes_.proposed.clear();
      store_wishes(changes);
    }
    end_pairing(changes);
    return {};
  }
  if (!is_passphrase(passphrase)) return fail(Code::refused, std::string(kWrongPassphrase));
  wishes_.add = device;
  store_wishes(changes);
  pursue(ambient, changes);
  return {};
}

Result<void> Device::remove_device(const Fixed<32>& device, Ambient& ambient, Changes& changes) {
  if (is_over()) return std::unexpected(why_over());
  if (!chain().is_live(device)) return fail(Code::not_found, "There is no such device of yours.");
  if (device == keys_->sign.public_key) {
    return fail(Code::refused,
                "This is the device that you are at. Please remove it from another one of yours.");
  }
  wishes_.remove.insert(device);
  store_wishes(changes);
  pursue(ambient, changes);
  return {};
}

void Device::renew_recovery(const AgreedDevice& code, Ambient& ambient, Changes& changes) {
  wishes_.recovery = code;
  store_wishes(changes);
  pursue(ambient, changes);
}

}  // namespace concertina
