// What the relay and the partner's device can't learn. proofs/blind_proof.cc does the same at length.
#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "cli/http.h"
#include "cli/test_session.h"

namespace concertina::cli::test {
namespace {

Script spoken() {
  return Script{"Persephone",
                "Balthasar",
                {{DayWords{{"zwetschgenknoedel at midnight", "a second roomful: quokkas"},
                           "8.25/3.75",
                           "4.5/6.25",
                           "marzipanlawine",
                           "",
                           "xylophonkonzert",
                           ""},
                  DayWords{{"fledermausohren"},
                           "2.75/7.25",
                           "9.25/0.75",
                           "kaleidoskopisch",
                           "",
                           "first wording dromedary",
                           "second wording ocelots"}}},
                {"watching albatrosses"},
                {"meanwhile pangolins"}};
}

TEST(Blind, NoWordOrNameIsInWhatTheRelayGotKeepsOrSays) {
  TappedSession session;
  ASSERT_TRUE(session.play(spoken())) << session.failure;
  const std::vector<Needle> needles = {word("Persephone"),
                                       word("Balthasar"),
                                       word("zwetschgenknoedel"),
                                       word("quokkas"),
                                       word("marzipanlawine"),
                                       word("xylophonkonzert"),
                                       word("fledermausohren"),
                                       word("kaleidoskopisch"),
                                       word("dromedary"),
                                       word("ocelots"),
                                       word("albatrosses"),
                                       word("pangolins"),
                                       word("8.25/3.75"),
                                       word(session.four_words),
                                       word(session.link.substr(session.link.find('#') + 1))};
  std::size_t patterns = 0;
  std::string bytes = session.content_of_database();
  for (const Exchange& one : session.tap.heard()) bytes += one.request + one.answer;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(session.relay.options.data)) {
    bytes += read_file(entry.path());
  }
  session.relay.stop();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(session.relay.options.data)) {
    bytes += read_file(entry.path());
  }
  EXPECT_GT(bytes.size(), 200'000u);
  EXPECT_EQ(std::vector<std::string>(), search(bytes, needles, patterns));
  EXPECT_GT(patterns, 180u);

  // The search can find: what the two of them export holds all their words.
  const std::string both = session.ada({"export", "--data"}).out + session.ben({"export", "--data"}).out;
  for (std::size_t i = 0; i < 12; ++i)
    EXPECT_FALSE(search(both, {needles[i]}, patterns).empty()) << needles[i].what;
}

TEST(Blind, TheSearchKnowsEachEncoding) {
  const std::string needle = "Größe ½ ocelots 🦭";
  std::set<std::string> names;
  for (const auto& [name, pattern] : disguises(needle)) {
    names.insert(name);
    std::size_t patterns = 0;
    EXPECT_EQ(1u, search("before " + pattern + " behind", {word(needle)}, patterns).size()) << name;
  }
  EXPECT_EQ(14u, names.size());
  for (std::size_t before = 0; before < 7; ++before) {
    std::size_t patterns = 0;
    const std::string hidden = to_base64(as_view(std::string(before, '#') + needle + "tail"));
    EXPECT_FALSE(search(hidden, {word(needle)}, patterns).empty()) << before;
  }
}

TEST(Blind, TwoSessionsThatDifferInWhatIsWrittenLookTheSame) {
  TappedSession quiet;
  ASSERT_TRUE(quiet.play(quiet_script(2, true))) << quiet.failure;
  const auto shapes = shapes_of(quiet.tap.heard());
  const std::string database = quiet.shape_of_database();
  EXPECT_GT(shapes.size(), 100u);

  TappedSession full;
  ASSERT_TRUE(full.play(full_script(2, true))) << full.failure;
  auto others = shapes_of(full.tap.heard());
  ASSERT_EQ(shapes.size(), others.size());
  const auto port_text = [](const TappedSession& session) { return std::to_string(session.tap.port()); };
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    // Only the port that this machine happened to give may differ.
    std::string other = others[i];
    for (auto at = other.find(port_text(full)); at != std::string::npos;
         at = other.find(port_text(full), at + 1)) {
      other.replace(at, port_text(full).size(), port_text(quiet));
    }
    EXPECT_EQ(shapes[i], other);
  }
  EXPECT_EQ(database, full.shape_of_database());
}

TEST(Blind, ThePartnersDeviceIsGivenNoRoomFrameAndRefusedWhenItAsks) {
  TappedSession session;
  ASSERT_TRUE(session.play(spoken())) << session.failure;
  const DeviceKeys ada = TappedSession::keys_of(session.ada), ben = TappedSession::keys_of(session.ben);
  const Id room = log_id(ada.sign.public_key, Place::room), table = log_id(ada.sign.public_key, Place::table);
  std::size_t frames = 0;
  for (const Exchange& one : session.tap.heard()) {
    if (device_of(one) != TappedSession::device_key(session.ben)) continue;
    EXPECT_EQ(std::string::npos, (one.request + one.answer).find(to_hex(room)));
    EXPECT_EQ(std::string::npos, one.answer.find(as_text(room)));
    if (!target_of(one).starts_with("/v1/read")) continue;
    const auto answer = decode_read_answer(as_view(body_of(one.answer)));
    ASSERT_TRUE(answer);
    for (const auto& part : answer->logs) {
      EXPECT_EQ(table, part.log);
      frames += part.frames.size();
    }
  }
  EXPECT_GT(frames, 3u);

  std::atomic<bool> ended{false};
  World world{session.ben.ambient, std::cout, std::cerr, ended};
  Request request{"GET", "/v1/read", "log=" + to_hex(room) + ".0&wait=0", {}, {}};
  const std::int64_t time = session.clock;
  const auto answer = Http(world).send(
      Send{request, time, sign_request(request, session.tap.url(), time, ben.sign), 0, ben.sign.public_key},
      session.tap.url(), 5000);
  ASSERT_TRUE(answer);
  EXPECT_EQ(403, answer->status);
  EXPECT_EQ(reason::kForbidden, decode_refusal(answer->body)->reason);
}

}  // namespace
}  // namespace concertina::cli::test
