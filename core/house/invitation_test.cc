// The life of an invitation, on two real devices: care rule 3, and an honest answer that arrives as it was
// given.
#include "core/house/invitation.h"

#include <gtest/gtest.h>

#include "core/house/pen.h"
#include "core/house/test_house.h"

namespace concertina::test {
namespace {

using Reply = concertina::Reply;

struct InvitationTest : testing::Test {
  House house(Person& person) { return house_of(person.device, person.ambient.clock); }
  // The id on the table; an error's code where it was refused.
  Result<Id> put(Person& person, const Content& content) {
    const auto written =
        write(person.device, content, person.ambient.clock, false, person.ambient, person.changes);
    person.store();
    if (!written) return std::unexpected(written.error());
    EXPECT_FALSE(written->room) << "it stands on the table alone";
    return *written->table;
  }
  std::optional<Code> refused(Person& person, const Content& content) {
    const auto out = put(person, content);
    return out ? std::nullopt : std::optional(out.error().code);
  }
  void exchange() {
    carry(ada, ben);
    carry(ben, ada);
  }
  void pass(std::int64_t hours) {
    for (Person* person : {&ada, &ben}) person->ambient.clock.seconds += hours * 3600;
  }
  Moment in(std::int64_t hours) {
    return {ada.ambient.clock.seconds + hours * 3600, ada.ambient.clock.offset};
  }
  // The invitation as `person` sees it; nothing where it isn't there.
  std::optional<Item> seen(Person& person, const Id& id) {
    for (const Item& item : house(person).table) {
      if (item.id == id) return item;
    }
    return std::nullopt;
  }
  // What was answered, as `person` sees it.
  std::optional<Reply> answer(Person& person, const Id& id) {
    const auto item = seen(person, id);
    if (!item || !item->reply) return std::nullopt;
    return std::get<Reply>(seen(person, *item->reply)->content);
  }

  Couple couple{31};
  Person& ada = couple.ada;
  Person& ben = couple.ben;
};

TEST_F(InvitationTest, EveryAnswerArrivesAsItWasGiven) {
  for (const auto says :
       {Reply::Says::gladly, Reply::Says::willing, Reply::Says::not_now, Reply::Says::another_time}) {
    const Id id = put(ada, Invitation{"A walk?", in(30), 60}).value_or(Id{});
    exchange();
    const std::optional<Moment> starts =
        says == Reply::Says::another_time ? std::optional(in(50)) : std::nullopt;
    ASSERT_TRUE(put(ben, Reply{id, says, "as it is", starts}));
    exchange();
    for (Person* person : {&ada, &ben}) {
      const auto said = answer(*person, id);
      ASSERT_TRUE(said);
      EXPECT_EQ(*said, (Reply{id, says, "as it is", starts}));
    }
    pass(31);
  }
}

// Care rule 3: the sender's device knows nothing more, whether it was seen, or never came there.
TEST_F(InvitationTest, UnseenAndUnansweredLookAlikeToTheSender) {
  const Id id = put(ada, Invitation{"A walk?", {}, 0}).value_or(Id{});
  const std::string unseen = portrait(ada.device);
  const House before = house(ada);
  carry(ada, ben);
  ASSERT_TRUE(seen(ben, id));
  carry(ben, ada);
  EXPECT_EQ(house(ada), before);
  EXPECT_EQ(portrait(ada.device), unseen);
}

TEST_F(InvitationTest, ItFadesQuietlyByItself) {
  const Id with_time = put(ada, Invitation{"Tonight?", in(5), 0}).value_or(Id{});
  exchange();
  EXPECT_FALSE(seen(ben, with_time)->faded);
  pass(5);
  const std::size_t frames = ada.log(Place::table).next();
  for (Person* person : {&ada, &ben}) EXPECT_TRUE(seen(*person, with_time)->faded);
  EXPECT_EQ(refused(ben, Reply{with_time, Reply::Says::gladly, "", {}}), Code::refused);
  EXPECT_EQ(ada.log(Place::table).next(), frames) << "nothing is sent by fading";
  const Id without = put(ada, Invitation{"Some day?", {}, 0}).value_or(Id{});
  exchange();
  pass(7 * 24 - 2);
  EXPECT_FALSE(seen(ben, without)->faded);
  pass(2);
  EXPECT_TRUE(seen(ben, without)->faded);
}

TEST_F(InvitationTest, NobodyCanRepeatOrPress) {
  const Id first = put(ada, Invitation{"A walk?", in(48), 60}).value_or(Id{});
  EXPECT_EQ(refused(ada, Invitation{"A walk?", in(48), 60}), Code::refused) << "the same twice";
  EXPECT_EQ(refused(ada, Invitation{"Or a film?", {}, 0}), Code::refused) << "another while one waits";
  exchange();
  ASSERT_TRUE(put(ben, Reply{first, Reply::Says::not_now, "", {}}));
  exchange();
  EXPECT_EQ(refused(ada, Invitation{"Now?", {}, 0}), Code::refused) << "a “not now” holds for the day";
  ASSERT_FALSE(refused(ben, Invitation{"Tea?", {}, 0})) << "it binds nobody else";
  pass(24);
  EXPECT_FALSE(refused(ada, Invitation{"And today?", {}, 0}));
}

TEST_F(InvitationTest, WhatWasTakenBackNeedsNoAnswer) {
  const Id id = put(ada, Invitation{"A walk?", {}, 0}).value_or(Id{});
  exchange();
  ASSERT_TRUE(take_back(ada.device, to_hex(id), ada.ambient, ada.changes));
  ada.store();
  exchange();
  EXPECT_FALSE(seen(ben, id));
  EXPECT_EQ(refused(ben, Reply{id, Reply::Says::gladly, "", {}}), Code::not_found);
  EXPECT_FALSE(refused(ada, Invitation{"A film?", {}, 0})) << "and nothing waits any more";
}

TEST_F(InvitationTest, OnlyThePartnersInvitationCanBeAnswered) {
  const Id id = put(ada, Invitation{"A walk?", {}, 0}).value_or(Id{});
  EXPECT_EQ(refused(ada, Reply{id, Reply::Says::gladly, "", {}}), Code::not_found) << "not one's own";
  EXPECT_EQ(refused(ben, Reply{Id{9}, Reply::Says::gladly, "", {}}), Code::not_found) << "nor an unknown one";
  const Id note = ada.put(Note{"no invitation"}).value_or(Id{});
  exchange();
  EXPECT_EQ(refused(ben, Reply{note, Reply::Says::gladly, "", {}}), Code::not_found) << "nor a note";
}

TEST_F(InvitationTest, OfTwoAnswersTheLastOneCounts) {
  const Id id = put(ada, Invitation{"A walk?", in(48), 0}).value_or(Id{});
  exchange();
  ASSERT_TRUE(put(ben, Reply{id, Reply::Says::gladly, "", {}}));
  pass(2);
  ASSERT_TRUE(put(ben, Reply{id, Reply::Says::not_now, "something came up", {}}));
  exchange();
  EXPECT_EQ(answer(ada, id)->says, Reply::Says::not_now);
  EXPECT_EQ(answer(ben, id)->says, Reply::Says::not_now);
}

TEST_F(InvitationTest, WhileItStandsAnAnswerCanBeChangedAndTheOtherSeesTheNewOneAlone) {
  const Id id = put(ada, Invitation{"A walk?", in(48), 0}).value_or(Id{});
  exchange();
  const Id reply = put(ben, Reply{id, Reply::Says::another_time, "rather then", in(50)}).value_or(Id{});
  exchange();
  const auto say = [&](Reply::Says says) {
    const auto edit = [&](Content& content) -> Result<void> {
      std::get<Reply>(content).says = says;
      return {};
    };
    const auto out = correct(ben.device, to_hex(reply), edit, ben.ambient, ben.changes);
    ben.store();
    exchange();
    return out;
  };
  pass(30);
  ASSERT_TRUE(say(Reply::Says::not_now));
  for (Person* person : {&ada, &ben}) {
    EXPECT_EQ(*answer(*person, id), (Reply{id, Reply::Says::not_now, "rather then", {}}))
        << "no time is left over";
    EXPECT_EQ(seen(*person, id)->reply, reply) << "still one answer";
  }
  EXPECT_TRUE(seen(ada, reply)->earlier.empty()) << "what it was before is its author's";
  EXPECT_EQ(seen(ben, reply)->earlier.size(), 1u);
  EXPECT_EQ(refused(ada, Invitation{"Now?", {}, 0}), Code::refused)
      << "it holds for the day on which it was said";

  ASSERT_TRUE(say(Reply::Says::gladly));
  EXPECT_EQ(answer(ada, id)->says, Reply::Says::gladly);
  pass(18);
  const auto late = say(Reply::Says::willing);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::refused) << "it has faded";
  EXPECT_EQ(answer(ada, id)->says, Reply::Says::gladly);
}

TEST_F(InvitationTest, AnAnswerStaysWithWhatItAnswers) {
  const Id first = put(ada, Invitation{"A walk?", in(48), 0}).value_or(Id{});
  exchange();
  const Id reply = put(ben, Reply{first, Reply::Says::gladly, "", {}}).value_or(Id{});
  exchange();
  const Id second = put(ada, Invitation{"A film?", in(48), 0}).value_or(Id{});
  exchange();
  const auto elsewhere = [&](Content& content) -> Result<void> {
    std::get<Reply>(content).invitation = second;
    return {};
  };
  const auto moved = correct(ben.device, to_hex(reply), elsewhere, ben.ambient, ben.changes);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().code, Code::invalid);
  ASSERT_TRUE(take_back(ada.device, to_hex(first), ada.ambient, ada.changes));
  ada.store();
  exchange();
  const auto gone = correct(ben.device, to_hex(reply), reworded("x"), ben.ambient, ben.changes);
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().code, Code::refused) << "what it answered is gone";
}

TEST_F(InvitationTest, WhatWasAnsweredStaysAsItWasAsked) {
  const Id id = put(ada, Invitation{"A walk?", in(48), 0}).value_or(Id{});
  const auto change = [&] {
    const auto out = correct(ada.device, to_hex(id), reworded("A marathon?"), ada.ambient, ada.changes);
    ada.store();
    return out.has_value();
  };
  EXPECT_TRUE(change());
  exchange();
  EXPECT_EQ(std::get<Invitation>(seen(ben, id)->content).words, "A marathon?");
  ASSERT_TRUE(put(ben, Reply{id, Reply::Says::gladly, "", {}}));
  exchange();
  EXPECT_FALSE(change());
}

// Care rule 8: when and how long, and nothing else.
TEST_F(InvitationTest, MyTimeShowsAsItsTimeAlone) {
  const Id id = put(ada, MyTime{in(20), 120}).value_or(Id{});
  exchange();
  EXPECT_EQ(seen(ben, id)->content, Content(MyTime{in(20), 120}));
  EXPECT_FALSE(correct(ben.device, to_hex(id), reworded("x"), ben.ambient, ben.changes))
      << "nobody else's to change";
  EXPECT_FALSE(take_back(ben.device, to_hex(id), ben.ambient, ben.changes));
}

}  // namespace
}  // namespace concertina::test
