// One open question now and then: both may answer or pass it over, both answers show only when both are
// there, and nothing counts them (care rules 2, 3 and 5). On real devices.
#include <gtest/gtest.h>

#include "core/house/pen.h"
#include "core/house/question.h"
#include "core/house/test_house.h"

namespace concertina::test {
namespace {

struct AnswerTest : testing::Test {
  House house(const Person& person) { return house_of(person.device, person.ambient.clock); }
  std::string json(const Person& person) { return to_json(house(person)); }
  Written write(Person& person, const Content& content, bool to_table) {
    const auto written = concertina::write(person.device, content, person.ambient.clock, to_table,
                                           person.ambient, person.changes);
    EXPECT_TRUE(written) << written.error().what;
    person.store();
    return written.value_or(Written{});
  }
  Id answer(Person& person, std::string words, std::uint16_t question = 7) {
    return write(person, Answer{question, std::move(words)}, true).table.value_or(Id{});
  }
  std::optional<Code> correct(Person& person, const Id& id, std::string words) {
    const auto out = concertina::correct(person.device, to_hex(id), reworded(std::move(words)),
                                         person.ambient, person.changes);
    person.store();
    return out ? std::nullopt : std::optional(out.error().code);
  }
  void take_back(Person& person, const Id& id) {
    ASSERT_TRUE(concertina::take_back(person.device, to_hex(id), person.ambient, person.changes));
    person.store();
  }
  void meet() {
    carry(ada, ben);
    carry(ben, ada);
  }
  void days_pass(int days) {
    for (Person* person : {&ada, &ben}) person->ambient.clock.seconds += days * 86'400;
  }

  Couple couple{21};
  Person& ada = couple.ada;
  Person& ben = couple.ben;
};

TEST_F(AnswerTest, NeitherSeesTheOthersBeforeBothAreThere) {
  const Id hers = answer(ada, "hers");
  meet();
  EXPECT_EQ(shows(house(ada), hers), "hers*");
  EXPECT_EQ(shows(house(ben), hers, Author::partner), "-");
  days_pass(40);
  meet();
  EXPECT_EQ(shows(house(ada), hers), "hers*") << "no day's end shows an answer";
  EXPECT_EQ(shows(house(ben), hers, Author::partner), "-");
  answer(ben, "to another question", 8);
  write(ben, Answer{7, "in his room"}, false);
  meet();
  EXPECT_EQ(shows(house(ada), hers), "hers*");
  EXPECT_EQ(shows(house(ben), hers, Author::partner), "-") << "an answer in the room gives nothing";
  const Id his = answer(ben, "his");
  meet();
  for (const Person* person : {&ada, &ben}) {
    const bool is_ada = person == &ada;
    EXPECT_EQ(shows(house(*person), hers, is_ada ? Author::me : Author::partner), "hers");
    EXPECT_EQ(shows(house(*person), his, is_ada ? Author::partner : Author::me), "his");
  }
}

TEST_F(AnswerTest, UnseenAndUnansweredLookAlikeToTheSender) {
  const Id hers = answer(ada, "hers");
  const std::string alone = json(ada);
  carry(ada, ben);
  EXPECT_EQ(json(ada), alone) << "it has arrived";
  write(ben, Answer{7, "for himself"}, false);
  write(ben, Passed{9}, false);
  ASSERT_TRUE(ben.seal());
  carry(ben, ada);
  EXPECT_EQ(json(ada), alone) << "he has thought about it";
  const Id other = answer(ben, "to another one", 8);
  carry(ben, ada);
  EXPECT_EQ(json(ada), alone) << "he answered another, and she did not";
  take_back(ben, other);
  carry(ben, ada);
  EXPECT_EQ(json(ada), alone);
  EXPECT_EQ(shows(house(ada), hers), "hers*");
}

TEST_F(AnswerTest, PassingLeavesNoTraceAtThePartner) {
  const auto number = house(ada).question->number;
  const std::string bens = json(ben);
  const std::uint64_t frames = ada.log(Place::table).next();
  write(ada, Passed{number}, false);
  EXPECT_FALSE(house(ada).question);
  EXPECT_EQ(ada.log(Place::table).next(), frames);
  ASSERT_TRUE(ada.seal());
  meet();
  EXPECT_EQ(json(ben), bens);
  EXPECT_EQ(house(ben).question->number, number) << "it stays open for him";
  // Not even by mistake: it can't be put there.
  const Hash head = ada.log(Place::table).head().hash;
  const auto put =
      concertina::write(ada.device, Passed{number}, ada.ambient.clock, true, ada.ambient, ada.changes);
  ASSERT_FALSE(put);
  EXPECT_EQ(put.error().code, Code::invalid);
  EXPECT_EQ(ada.log(Place::table).head().hash, head);
  EXPECT_TRUE(ada.changes.empty());
}

TEST_F(AnswerTest, NothingInTheHouseCountsAnswers) {
  const std::string before = json(ada);
  for (std::uint16_t number = 1; number < 5; ++number) {
    write(ada, Passed{number}, false);
    answer(ben, "his", number);
  }
  carry(ben, ada);
  EXPECT_EQ(json(ada), before) << "what waits and what was passed over is in no figure";
  answer(ada, "one", 1);
  answer(ada, "two", 2);
  House with = house(ada);
  std::erase_if(with.room, [](const Item& item) { return std::holds_alternative<Answer>(item.content); });
  std::erase_if(with.table, [](const Item& item) { return std::holds_alternative<Answer>(item.content); });
  EXPECT_EQ(to_json(with), before) << "without the answers themselves nothing tells of them";
}

TEST_F(AnswerTest, TheHistoryOfDaysIsUntouched) {
  write(ada, check_in(7), true);
  write(ben, check_in(5), true);
  meet();
  const House before = house(ada);
  ASSERT_EQ(before.shared_days.size(), 1u);
  answer(ada, "hers");
  answer(ben, "his");
  meet();
  EXPECT_EQ(house(ada).my_days, before.my_days);
  EXPECT_EQ(house(ada).shared_days, before.shared_days);
}

TEST_F(AnswerTest, TheOpenQuestionIsTheSameForBothAndGoesOnlyForWhoIsDoneWithIt) {
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(house(ada).question);
    ASSERT_EQ(house(ada).question, house(ben).question);
    ASSERT_EQ(house(ada).question->text, question_text(house(ada).question->number));
    days_pass(1);
  }
  const std::uint16_t number = house(ada).question->number;
  const Written hers = write(ada, Answer{number, "hers"}, true);
  EXPECT_FALSE(house(ada).question);
  meet();
  EXPECT_EQ(house(ben).question->number, number);
  EXPECT_NE(json(ada).find("\"question\":null"), std::string::npos);
  EXPECT_NE(json(ben).find("\"question\":{\"number\":" + std::to_string(number) + ",\"text\":\""),
            std::string::npos);
  take_back(ada, *hers.room);
  EXPECT_FALSE(house(ada).question) << "the one on the table still answers it";
  take_back(ada, *hers.table);
  EXPECT_TRUE(house(ada).question);
  write(ben, Passed{number}, false);
  EXPECT_FALSE(house(ben).question);
  days_pass(4);
  for (const Person* person : {&ada, &ben}) {
    ASSERT_TRUE(house(*person).question);
    EXPECT_NE(house(*person).question->number, number);
  }
}

TEST_F(AnswerTest, TheQuestionFollowsTheViewersOwnCalendar) {
  const Day start = (day_of(kNoon) / kQuestionStands + 1) * kQuestionStands;
  const Hash& walk = ada.device.chain().partner()->transcript;
  for (const int offset : {-720, 0, 60, 840}) {
    const Moment before{end_of_day(start - 1, offset) - 1, offset}, after{before.seconds + 1, offset};
    EXPECT_EQ(house_of(ada.device, before).question->number, question_on(start - 1, walk));
    EXPECT_EQ(house_of(ada.device, after).question->number, question_on(start, walk));
  }
}

TEST_F(AnswerTest, WhoHasNoPartnerHasQuestionsAndWholeAnswersInTheRoom) {
  Person carl("Carl", 99);
  ASSERT_TRUE(house(carl).question);
  const std::uint16_t number = house(carl).question->number;
  EXPECT_EQ(number, question_on(day_of(kNoon), carl.device.identity()));
  const Written kept = write(carl, Answer{number, "to himself"}, false);
  EXPECT_FALSE(house(carl).question);
  const House whole = house(carl);
  const Item* item = find(whole.room, *kept.room, Author::me);
  ASSERT_TRUE(item);
  EXPECT_EQ(item->content, Content(Answer{number, "to himself"}));
  EXPECT_TRUE(item->shown && item->open);
  EXPECT_FALSE(correct(carl, *kept.room, "said better"));
  EXPECT_EQ(words_of(house(carl).room[0]), "said better");
  take_back(carl, *kept.room);
  EXPECT_TRUE(house(carl).room.empty());
}

TEST_F(AnswerTest, ItCanBeCorrectedOnlyWhileThePartnerCannotSeeItAndTakenBackAlways) {
  const Id hers = answer(ada, "hers");
  EXPECT_FALSE(correct(ada, hers, "hers, better"));
  carry(ada, ben);
  const Id his = answer(ben, "his");
  EXPECT_EQ(shows(house(ben), hers, Author::partner), "hers, better");
  EXPECT_EQ(correct(ben, his, "with hers before him"), Code::refused);
  carry(ben, ada);
  EXPECT_EQ(correct(ada, hers, "too late"), Code::refused);
  EXPECT_FALSE(find(house(ada).table, hers, Author::me)->open);
  take_back(ada, hers);
  meet();
  EXPECT_EQ(shows(house(ben), hers, Author::partner), "-");
  EXPECT_EQ(shows(house(ben), his), "his") << "she has read it, so it stays shown";
  EXPECT_EQ(shows(house(ada), his, Author::partner), "his");
}

TEST_F(AnswerTest, TakenBackBeforeItWasSeenItShowsNothing) {
  const Id hers = answer(ada, "hers");
  take_back(ada, hers);
  meet();
  const Id his = answer(ben, "his");
  meet();
  EXPECT_EQ(shows(house(ben), his), "his*");
  EXPECT_EQ(shows(house(ada), his, Author::partner), "-") << "nobody looks without giving";
}

TEST_F(AnswerTest, LookingAndTakingBackStillGives) {
  answer(ben, "his");
  carry(ben, ada);
  const Id hers = answer(ada, "x");
  take_back(ada, hers);
  EXPECT_FALSE(ada.device.next_erasure()) << "what opened his must get to him";
  carry(ada, ben);
  const House bens = house(ben);
  ASSERT_EQ(bens.table.size(), 1u);
  EXPECT_TRUE(bens.table[0].shown) << "both know that his was read";
}

TEST_F(AnswerTest, AQuestionThatThisVersionDoesNotKnowIsShownByItsAnswerAlone) {
  ASSERT_EQ(question_text(60'000), "");
  answer(ada, "hers", 60'000);
  const Id his = answer(ben, "his", 60'000);
  meet();
  EXPECT_EQ(shows(house(ada), his, Author::partner), "his");
  EXPECT_NE(json(ada).find("\"kind\":\"answer\",\"question\":60000,\"asked\":\"\",\"words\":\"his\""),
            std::string::npos)
      << json(ada);
}

TEST_F(AnswerTest, TheExportHasAnswersAndWhatWasPassedOverAndNothingThatIsNotShown) {
  answer(ada, "hers");
  write(ada, Passed{9}, false);
  answer(ben, "his, unseen", 8);
  answer(ben, "his, seen");
  meet();
  const std::string text = export_json(ada.device, ada.ambient.clock);
  const std::string asked(question_text(7));
  EXPECT_NE(text.find("\"kind\": \"passed\",\n      \"question\": 9,\n      \"asked\": \""),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\"asked\": \"" + asked + "\",\n      \"words\": \"hers\""), std::string::npos) << text;
  EXPECT_NE(text.find("his, seen"), std::string::npos);
  EXPECT_EQ(text.find("his, unseen"), std::string::npos);
}

TEST_F(AnswerTest, AnAnswerToAnotherQuestionCorrectsNothing) {
  const Id hers = answer(ada, "hers");
  // No honest pen would.
  ASSERT_TRUE(ada.device.put(Answer{8, "to another"}, ada.ambient.clock, hers, ada.ambient, ada.changes));
  ada.store();
  carry(ada, ben);
  answer(ben, "his");
  EXPECT_EQ(shows(house(ben), hers, Author::partner), "hers");
  EXPECT_EQ(house(ben).table.size(), 2u);
}

// What the other can't see must move nothing that they do see: not even when a later day is over.
TEST_F(AnswerTest, AnUnseenAnswerFromAfarAndItsTakingBackMoveNoDaysEnd) {
  const auto shows_at_the_end_of_her_day = [&] {
    const Id hers = *write(ada, check_in(5, "hers"), true).table;
    const Moment over{end_of_day(day_of(ada.ambient.clock), 60), 60};
    return shows(house_of(ada.device, over), hers);
  };
  EXPECT_EQ(shows_at_the_end_of_her_day(), "hers");
  ben.ambient.clock.offset = -600;
  const Id unseen = answer(ben, "unseen", 8);
  carry(ben, ada);
  days_pass(1);
  EXPECT_EQ(shows_at_the_end_of_her_day(), "hers") << "she could tell that he wrote, and from where";
  take_back(ben, unseen);
  carry(ben, ada);
  days_pass(1);
  EXPECT_EQ(shows_at_the_end_of_her_day(), "hers");
  // What he lets her see does: his day is longer than hers now.
  write(ben, Note{"Aloha"}, true);
  carry(ben, ada);
  EXPECT_EQ(shows_at_the_end_of_her_day(), "hers*");
}

}  // namespace
}  // namespace concertina::test
