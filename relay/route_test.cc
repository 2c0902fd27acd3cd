#include "relay/route.h"

#include <gtest/gtest.h>

#include "relay/limits.h"
#include "relay/test_person.h"
#include "relay/waiters.h"

namespace concertina::relay {
namespace {

const std::string kHex32(32, 'a');
const std::string kHex64(64, 'B');

TEST(RouteTest, EveryAddressOfTheFormatIsRead) {
  using Kind = Route::Kind;
  const auto kind = [](std::string_view method, const std::string& target) {
    const auto route = parse_route(method, target);
    EXPECT_TRUE(route) << target << ": " << route.error().what;
    return route ? route->kind : Kind::health;
  };
  EXPECT_EQ(Kind::health, kind("GET", "/healthz"));
  EXPECT_EQ(Kind::health, kind("HEAD", "/healthz?x"));
  EXPECT_EQ(Kind::append_entry, kind("POST", "/v1/chains/" + kHex64));
  EXPECT_EQ(Kind::append_entry, kind("POST", "/v1/chains/" + kHex64 + "?rendezvous=" + kHex32));
  EXPECT_EQ(Kind::append_frame, kind("POST", "/v1/logs/" + kHex32 + "/0"));
  EXPECT_EQ(Kind::erase_frame, kind("POST", "/v1/logs/" + kHex32 + "/17/erasure"));
  EXPECT_EQ(Kind::read, kind("GET", "/v1/read?log=" + kHex32 + ".5&chain=" + kHex64 + ".0&wait=25"));
  EXPECT_EQ(Kind::read, kind("GET", "/v1/read?wait=5"));  // of whoever is alone yet
  EXPECT_EQ(Kind::open_rendezvous, kind("POST", "/v1/rendezvous/" + kHex32 + "?life=86400"));
  EXPECT_EQ(Kind::post_message, kind("POST", "/v1/rendezvous/" + kHex32 + "/1"));
  EXPECT_EQ(Kind::get_message, kind("GET", "/v1/rendezvous/" + kHex32 + "/2?wait=25"));
}

TEST(RouteTest, WhatIsAlmostAnAddressIsNone) {
  const auto code = [](std::string_view method, const std::string& target) {
    const auto route = parse_route(method, target);
    EXPECT_FALSE(route) << target;
    return route ? Code::busy : route.error().code;
  };
  for (const char* target : {"", "/", "healthz", "/v1", "/v1/", "/v1//", "/v1/read/", "/v1/logs", "/v2/read",
                             "*", "/v1/logs/a/0/erasure/more", "/v1/logs/a/0/erase", "http://relay/v1/read",
                             "/v1/rendezvous/a/3", "/V1/read", "/v1/logs/a/0/", "/healthz/"}) {
    EXPECT_EQ(Code::not_found, code("GET", target)) << target;
    EXPECT_EQ("", allowed_methods(target)) << target;
  }
  for (const std::string& target :
       {"/v1/chains/" + kHex32, "/v1/chains/" + kHex64 + "?", "/v1/chains/" + kHex64 + "?rendezvous=1",
        "/v1/chains/" + kHex64 + "?other=" + kHex32, "/v1/logs/" + kHex32 + "/", "/v1/logs/" + kHex32 + "/01",
        "/v1/logs/" + kHex32 + "/-1", "/v1/logs/" + kHex32 + "/99999999999999999999",
        "/v1/logs/" + kHex32 + "/1?x", "/v1/logs/" + kHex64 + "/1", "/v1/rendezvous/" + kHex32,
        "/v1/rendezvous/" + kHex32 + "?life=0", "/v1/rendezvous/" + kHex32 + "?life=86401",
        "/v1/rendezvous/" + kHex32 + "?life=1&life=2", "/v1/rendezvous/" + kHex32 + "/1?wait=1"}) {
    const bool fine = target.ends_with('?') && parse_route("POST", target);
    if (!fine) EXPECT_EQ(Code::invalid, code("POST", target)) << target;
  }
  EXPECT_EQ(Code::invalid, code("GET", "/v1/rendezvous/" + kHex32 + "/1?wait=26"));
  EXPECT_EQ(Code::invalid, code("GET", "/v1/read?wait=26"));
  EXPECT_EQ(Code::refused, code("POST", "/v1/read"));
  EXPECT_EQ(Code::refused, code("get", "/healthz"));
}

TEST(RouteTest, SignedHeadersAreReadOnlyWhole) {
  const std::string key(64, '1'), signature(128, '2');
  EXPECT_TRUE(parse_signed_headers(key, "1800000000", signature));
  for (const char* time : {"", "-1", "1e3", " 1", "1 ", "18000000000000000000000"}) {
    EXPECT_FALSE(parse_signed_headers(key, time, signature)) << time;
  }
  EXPECT_FALSE(parse_signed_headers(key.substr(2), "1", signature));
  EXPECT_FALSE(parse_signed_headers(key, "1", key));
  EXPECT_FALSE(parse_signed_headers("", "", ""));
}

TEST(RouteTest, TheLastHopIsTheOneOfOurOwnProxy) {
  EXPECT_EQ("192.0.2.1", last_hop("192.0.2.1"));
  EXPECT_EQ("192.0.2.1", last_hop("spoofed, 10.0.0.1 , 192.0.2.1 "));
  EXPECT_EQ("", last_hop(""));
  EXPECT_EQ(64u, last_hop(std::string(500, 'x')).size());
}

TEST(LimitsTest, ABurstThenASteadyRate) {
  Limits limits(2);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(0, limits.take("ada", 100));
  EXPECT_EQ(1, limits.take("ada", 100));
  EXPECT_EQ(0, limits.take("ben", 100));
  EXPECT_EQ(0, limits.take("ada", 100.5));
  EXPECT_EQ(1, limits.take("ada", 100.5));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(0, limits.take("ada", 1000));
  EXPECT_EQ(1, limits.take("ada", 1000));
}

TEST(LimitsTest, IdleKeysAreForgottenAndMemoryIsBounded) {
  Limits limits(1, 100);
  for (int i = 0; i < 100; ++i) limits.take(std::to_string(i), 0);
  EXPECT_EQ(100u, limits.keys());
  limits.take("0", 1);
  limits.take("late", 1);  // all the others are full again
  EXPECT_EQ(2u, limits.keys());
  for (int i = 0; i < 1000; ++i) limits.take("x" + std::to_string(i), 2);
  EXPECT_LE(limits.keys(), 100u);
}

TEST(LimitsTest, ZeroIsNoLimit) {
  Limits limits(0);
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(0, limits.take("ada", 0));
  EXPECT_EQ(0u, limits.keys());
}

TEST(WaitersTest, OnlyThoseWhoWaitForItAreWokenAndNewsIsKept) {
  Waiters waiters;
  int a = 0, b = 0;
  Waiter first(waiters, {"x", "y", "x"}, [&] { ++a; });
  {
    Waiter second(waiters, {"y", "z"}, [&] { ++b; });
    waiters.wake({"x"});
    EXPECT_EQ(1, a);
    EXPECT_EQ(0, b);
    waiters.wake({"nobody", "z"});
    EXPECT_EQ(1, b);
    EXPECT_TRUE(second.take_news());
    EXPECT_FALSE(second.take_news());
    EXPECT_EQ(2u, waiters.size());
  }
  EXPECT_EQ(1u, waiters.size());
  waiters.wake({"z", "y"});
  EXPECT_EQ(2, a);
  EXPECT_EQ(1, b);
  EXPECT_TRUE(first.take_news());
  waiters.wake_all();
  EXPECT_TRUE(first.take_news());
}

}  // namespace
}  // namespace concertina::relay
