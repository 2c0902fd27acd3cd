#include "core/seal/request.h"

#include <gtest/gtest.h>

#include "core/test_support.h"

namespace concertina {
namespace {

class RequestTest : public ::testing::Test {
 protected:
  test::Chance chance{51};
  const prim::KeyPair device = prim::sign_keys(chance.fixed<32>());
  const Request request{"POST", "/v1/logs/ab/3", "life=60", {1, 2, 3}, {}};
  const std::string origin = "https://relay.example";
  const std::int64_t time = 1'795'348'800;
  const prim::Signature signature = sign_request(request, origin, time, device);

  bool holds(const Request& other) const {
    return verify_request(other, origin, time, signature, device.public_key);
  }
};

TEST_F(RequestTest, AnyChangeOfAnyPartIsRefused) {
  ASSERT_TRUE(holds(request));
  for (std::string Request::* part : {&Request::method, &Request::path, &Request::query}) {
    for (std::size_t i = 0; i < (request.*part).size(); ++i) {
      Request other = request;
      (other.*part)[i] ^= 1;
      EXPECT_FALSE(holds(other));
      other = request;
      (other.*part).erase(i, 1);
      EXPECT_FALSE(holds(other));
    }
    Request other = request;
    (other.*part) += "x";
    EXPECT_FALSE(holds(other));
  }
  for (std::size_t i = 0; i <= request.body.size(); ++i) {
    Request other = request;
    other.body.resize(i == request.body.size() ? i + 1 : i);
    EXPECT_FALSE(holds(other));
  }
  Request moved{"POST", "/v1/logs/ab/3l", "ife=60", {1, 2, 3}, {}};  // the same letters, cut elsewhere
  EXPECT_FALSE(holds(moved));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    prim::Signature other = signature;
    other[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(verify_request(request, origin, time, other, device.public_key));
  }
}

TEST_F(RequestTest, AnotherRelayTimeOrDeviceIsRefused) {
  EXPECT_FALSE(verify_request(request, "https://other.example", time, signature, device.public_key));
  EXPECT_FALSE(verify_request(request, "http://relay.example", time, signature, device.public_key));
  EXPECT_FALSE(verify_request(request, origin, time + 1, signature, device.public_key));
  EXPECT_FALSE(verify_request(request, origin, -time, signature, device.public_key));
  EXPECT_FALSE(verify_request(request, origin, time, signature, prim::sign_keys({1}).public_key));
}

TEST_F(RequestTest, TheTokenIsNoPartOfWhatIsSigned) {
  Request with_token = request;
  with_token.enrolment_token = "let me in";
  EXPECT_TRUE(holds(with_token));
}

TEST(Origin, HasOneForm) {
  for (const auto& [given, kept] : {std::pair{"https://Relay.Example", "https://relay.example"},
                                    {"HTTPS://relay.example/", "https://relay.example"},
                                    {"https://relay.example:443", "https://relay.example"},
                                    {"http://relay.example:80/", "http://relay.example"},
                                    {"http://relay.example:443", "http://relay.example:443"},
                                    {"http://127.0.0.1:8460", "http://127.0.0.1:8460"},
                                    {"http://[::1]:8460", "http://[::1]:8460"},
                                    {"https://[::1]:443", "https://[::1]"},
                                    {"https://relay.example:65535", "https://relay.example:65535"}}) {
    const auto origin = parse_origin(given);
    ASSERT_TRUE(origin) << given;
    EXPECT_EQ(*origin, kept);
    EXPECT_EQ(parse_origin(*origin).value_or(""), kept);
  }
}

TEST(Origin, RefusesWhatIsNoAddressOfARelay) {
  for (const std::string& bad : {std::string(),
                                 std::string("relay.example"),
                                 std::string("ftp://relay.example"),
                                 std::string("https://"),
                                 std::string("https:///"),
                                 std::string("https://a/b"),
                                 std::string("https://a?b"),
                                 std::string("https://a#b"),
                                 std::string("https://user@relay.example"),
                                 std::string("https://a b"),
                                 std::string("https://ä.example"),
                                 std::string("https://a\nHost: b"),
                                 std::string("https://a:"),
                                 std::string("https://a:0"),
                                 std::string("https://a:080"),
                                 std::string("https://a:65536"),
                                 std::string("https://a:443:443"),
                                 std::string("https://:443"),
                                 std::string("https://[::1"),
                                 std::string("https://[]"),
                                 std::string("https://[::1]8"),
                                 std::string("https://a[::1]"),
                                 std::string("https://a\0b", 11),
                                 "https://" + std::string(300, 'a')}) {
    EXPECT_EQ(parse_origin(bad).error().code, Code::invalid) << bad;
  }
}

}  // namespace
}  // namespace concertina
