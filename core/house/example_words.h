// What the two of the example couple say. All of it is made up.
#pragma once

#include <cstdint>
#include <string_view>

namespace concertina::example {

// With a check-in on a day when something is missing, and on another.
inline constexpr std::string_view kRobinMisses[] = {
    "We keep passing each other at the door.",
    "I miss our slow breakfasts.",
    "I wanted to tell you about the choir, and then it was late.",
    "Not sad. Just a bit far away.",
    "I would love one evening without plans.",
    "Longing for a walk together.",
    "I asked three times about the weekend. A little much, I think.",
    "The flat is quiet in a way I don't like today.",
    "I would like to hear you laugh again.",
    "Good day at work. I would have liked to share it.",
};
inline constexpr std::string_view kRobinHas[] = {
    "Soup, blanket, rain. Lovely.",
    "A good long talk last night.",
    "Sang with the others, came home happy.",
    "We cooked and burnt the onions and laughed.",
    "Easy day.",
    "Slept well.",
    "The lake! Both of us blue with cold.",
    "An evening of my own with the radio. Surprisingly nice.",
    "You listened so well yesterday. Thank you.",
    "Bread in the oven, you in the next room.",
    "Nothing special, and that is good.",
    "Glad about how we planned the week.",
};
inline constexpr std::string_view kKimMisses[] = {
    "A lot of people this week. My head is full.",
    "I would like a morning that nobody has planned.",
    "I like being with you, and I need a door to close for a while.",
    "Haven't touched the drawing table for days.",
    "I noticed that I answer in one word. I am just full.",
    "Longing for an hour on the bike, alone.",
    "I went the long way home to have some quiet.",
    "Too much of everything today.",
    "I said yes to Sunday and meant: perhaps.",
    "A whole afternoon to myself would do me good.",
};
inline constexpr std::string_view kKimHas[] = {
    "Two hours at the drawing table. I'm back.",
    "It was good to cook with you.",
    "Rode along the river, came home hungry for company.",
    "Quiet day, nice evening.",
    "You let me sleep. That was kind.",
    "Loved the concert, loved the way home even more.",
    "I looked forward to you all day.",
    "Read on the balcony while you sang inside.",
    "Enough air in this week.",
    "Good to laugh with your friends.",
    "We found a rhythm, I think.",
    "Morning alone, evening together. Just right.",
};

struct Jotting {
  int day;  // of the ninety, from 0
  bool robins;
  bool table;
  std::string_view words;
};
inline constexpr Jotting kNotes[] = {
    {6, true, true, "Thank you for leaving the light on."},
    {13, false, false,
     "When Robin asks again I fear that whatever I do is too little, so I go quiet. I would like to say it "
     "sooner."},
    {21, true, false, "When it gets quiet between us I fear that I am too much. Then I ask even more."},
    {30, false, true, "On Saturday morning I would like to be out on the bike, and in the evening with you."},
    {44, true, true, "The tickets are on the fridge. No hurry."},
    {57, false, true, "I liked how you said goodbye this morning."},
    {70, true, false,
     "Stayed with the wish and did not send the third message. It passed after an hour or so."},
    {81, false, false, "Told Robin that I needed the evening. It was fine, and I had worried for nothing."},
};

// Days that were marked as strained from outside.
inline constexpr Jotting kStrained[] = {
    {42, false, true, "The bridge drawings were due."},
};

// Robin's reflections (core/record/content.h), late on that day.
struct Turning {
  int day;
  std::string_view happened, need, fear, does, myself, partner;
};
// Some of it is said on the table.
inline constexpr Turning kSaid{
    22,
    "I said hello twice, and Kim went on drawing.",
    "welcome",
    "That I am too much, and that nobody says so.",
    "I ask a third time, and my voice gets thin.",
    "Put the kettle on, ring Jo, and let the door be a door.",
    "I am glad when you look up for a moment as I come in. You need not stop drawing."};
// It is slept on after the need. The rest comes in the morning, and ends in something to do.
inline constexpr Turning kSleptOn{51,
                                  "Kim said “perhaps” to Sunday, and I heard no.",
                                  "to matter",
                                  "That I come after everything else.",
                                  "I plan louder, and then I sulk a little.",
                                  "Go to the lake on Sunday, whoever comes along.",
                                  ""};
// It is left half-way.
inline constexpr Turning kLeft{87,
                               "The door fell shut, and I stood in the hall with two cups.",
                               "rested, or held; I cannot tell yet",
                               "",
                               "",
                               "",
                               ""};

struct Answers {
  std::uint16_t question;  // core/house/questions.inc
  std::string_view robin, kim;
};
inline constexpr Answers kAnswers[] = {
    {2, "The first coffee, before either of us can talk.",
     "Reading one newspaper and stealing each other's page."},
    {4, "I walk faster from the last corner on.", "My shoulders come down."},
    {5, "When you hum in the kitchen.", "Your feet on mine while we both read."},
    {6, "Cooking, music, and the phones in a drawer.", "Dinner early, then each with a book, one lamp."},
    {7, "The jetty with the missing plank.", "The night train, top bunk and bottom bunk."},
    {9, "The tent.", "The tent. And the neighbour's face."},
    {10, "Peeling things.", "Drawing while you practise."},
    {12, "The noodles at the station.", "Your lentils, that first winter."},
    {14, "A hug before the questions.", "Ten minutes and a glass of water, then I'm all there."},
    {16, "Dancing, badly, where nobody knows us.", "Sleeping outside for one night."},
    {18, "That we say good night, whatever the day was.", "The key under the blue pot."},
    {19, "With your whole face.", "Softly, while my coat is still on."},
    {20, "Your hand on my back as you pass.", "Sitting back to back."},
    {23, "Up to the chapel in the fog.", "The long way round the lake, when we said almost nothing."},
    {24, "Come here.", "You don't have to tell it now."},
    {26, "In the kitchen, sitting on the counter.", "On the train, when you talk and I look out."},
    {29, "The weekend by the sea.", "Showing you the new drawings."},
    {30, "Pancakes, a film, and you under the same blanket.",
     "Together until noon, then each in our own corner, then soup."},
    {31, "Sing loudly and out of tune.", "Nothing for quite a while, and then draw."},
    {33, "The walk to work.", "Before seven, when the house still sleeps."},
    {35, "Take a train somewhere and come back with stories.", "Bike, bread, river, no words."},
    {36, "The swimming hall.", "The bench behind the allotments."},
    {38, "I start tidying things that are tidy.", "I hear every clock."},
    {39, "At first a little fright, then my own thoughts.", "Air."},
    {43, "I am easier to please than I thought.", "I can leave the music on repeat."},
    {45, "To be asked what I saw.", "Slowly. With tea."},
    {47, "Knowing when I will see you.", "Knowing that nothing waits at the door."},
    {51, "The choir.", "Ink."},
    {53, "A big table, a piano, and the door open a little.", "A window, a table, a door."},
    {54, "What the old songs meant to those who made them.", "How bridges are drawn."},
    {56, "Beside somebody.", "After rain, with the window open."},
    {61, "I leave early for trains now.", "I say hello to the neighbours."},
    {62, "That an empty afternoon is not a lost one.", "Singing in the street."},
    {64, "Quiet mornings.", "People at our table."},
    {65, "That it ends, and that I am still there.", "That it is nicer when somebody knows where I am."},
    {66, "That there is time, also tomorrow.", "That I can ask for company before I am lonely."},
    {68, "A little every day suits me well, even ten minutes.", "I like it best when our hands are busy."},
    {69, "Half an hour is plenty, if it is really mine.", "I come back with more of me."},
};

}  // namespace concertina::example
