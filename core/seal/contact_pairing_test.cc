#include <gtest/gtest.h>

#include "core/seal/contact.h"
#include "core/test_shell.h"

namespace concertina {
namespace {

using test::alone;
using test::Answer;
using test::fine;
using test::Person;
using test::refusal;

class ContactPairing : public ::testing::Test, protected test::Shell {
 protected:
  ContactPairing() {
    link = *ada.device.invite(ada.ambient, ada.changes);
    ada.store();
    (void)ben.device.join(link, ben.ambient, ben.changes);
    ben.store();
  }
  Person ada = alone("Ada", 21), ben{"Ben", 22};
  Link link;

 private:
  void TearDown() override { EXPECT_EQ(faults, std::vector<std::string>{}); }
};

TEST_F(ContactPairing, TheInvitersEntriesGoOutBeforeTheirGreeting) {
  Contact contact(ada.device, ada.ambient);
  ASSERT_TRUE(round(contact, ada, [&](const Request& request) {
    return request.method == "GET" && request.path.ends_with("/1") ? Answer{200, ben.device.pairing()->first}
                                                                   : fine(request);
  }));
  std::vector<std::string> order;
  for (const Request& request : sent)
    order.push_back(request.method + " " + request.path.substr(0, request.path.rfind('/')));
  const std::string chains = "POST /v1/chains", meeting = "/v1/rendezvous/" + to_hex(link.rendezvous);
  const std::vector<std::string> expected{chains, "POST /v1/rendezvous", "GET " + meeting, chains,
                                          chains, "POST " + meeting};
  ASSERT_GE(order.size(), expected.size());
  order.resize(expected.size());
  EXPECT_EQ(order, expected);
  EXPECT_TRUE(ada.device.has_table());
  EXPECT_FALSE(ada.device.paired());
}

TEST_F(ContactPairing, TheJoinersFirstEntryNamesTheRendezvous) {
  Contact contact(ben.device, ben.ambient);
  ASSERT_TRUE(round(contact, ben));
  EXPECT_EQ(sent.at(0).query, "rendezvous=" + to_hex(link.rendezvous));
  EXPECT_EQ(sent.at(1).path, "/v1/rendezvous/" + to_hex(link.rendezvous) + "/1");
  EXPECT_EQ(sent.at(1).body, ben.device.pairing()->first);
  EXPECT_FALSE(ben.device.chain().partner());
}

TEST_F(ContactPairing, TheOneLongWaitGoesToTheGreeting) {
  Contact contact(ada.device, ada.ambient);
  std::vector<std::string> waits;
  ASSERT_TRUE(round(contact, ada, fine, 20));
  for (const Request& request : sent) {
    if (request.method == "GET") waits.push_back(request.query);
  }
  EXPECT_EQ(waits, (std::vector<std::string>{"wait=20", "wait=0"}));
}

TEST_F(ContactPairing, ALinkThatIsGoneEndsThePairing) {
  for (const auto why : {reason::kGone, reason::kMissing}) {
    for (Person* person : {&ada, &ben}) {
      Person one = *person;
      Contact contact(one.device, one.ambient);
      const auto out = round(contact, one, [&](const Request& request) {
        return request.path.starts_with("/v1/rendezvous") ? refusal(410, why) : fine(request);
      });
      ASSERT_FALSE(out);
      EXPECT_EQ(out.error().code, Code::refused);
      EXPECT_FALSE(one.device.pairing());
      EXPECT_FALSE(one.items.contains("pairing"));
      ASSERT_TRUE(round(contact, one));  // and life goes on
    }
  }
}

TEST_F(ContactPairing, OneTryAndNoMore) {
  Contact contact(ada.device, ada.ambient);
  Link guessed = link;
  guessed.secret = {};
  const Bytes wrong = encode_greeting(1, Greeting{Hash{1}, Fixed<32>{9}, {}}, guessed, {});
  const auto out = round(contact, ada, [&](const Request& request) {
    return request.method == "GET" && request.path.ends_with("/1") ? Answer{200, wrong} : fine(request);
  });
  EXPECT_EQ(out.error().code, Code::damaged);
  EXPECT_FALSE(ada.device.pairing());
  EXPECT_FALSE(ada.device.chain().partner());
}

TEST_F(ContactPairing, AfterItsTimeAnAnswerIsTooLate) {
  for (const int status : {200, 204}) {
    Person one = ada;
    Contact contact(one.device, one.ambient);
    one.ambient.clock.seconds += kLinkLife + 1;
    const auto out = round(contact, one, [&](const Request& request) {
      const bool get = request.method == "GET" && request.path.ends_with("/1");
      return get ? Answer{status, ben.device.pairing()->first} : fine(request);
    });
    EXPECT_EQ(out.error().code, Code::refused) << status;
    EXPECT_FALSE(one.device.pairing());
    EXPECT_FALSE(one.device.chain().partner());
  }
}

}  // namespace
}  // namespace concertina
