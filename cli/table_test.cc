#include "cli/table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace concertina::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

// The table's names and rows; or what was wrong.
struct Read {
  Rows rows;
  std::vector<std::size_t> lines;
  std::string wrong;
};

Read read(const std::string& text) {
  std::istringstream in(text);
  Table table(in, "diary.csv");
  Read out;
  const auto take = [&](Result<bool> more) {
    if (!more) out.wrong = more.error().what;
    return more && *more;
  };
  if (const auto opened = table.open(); !opened) {
    out.wrong = opened.error().what;
    return out;
  }
  out.rows.push_back(table.columns());
  while (take(table.next())) {
    auto& row = out.rows.emplace_back();
    for (std::size_t at = 0; at < table.columns().size(); ++at) row.emplace_back(table.cell(at));
    out.lines.push_back(table.line());
  }
  return out;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Table, IsTheSameHoweverItWasSaved) {
  const Rows want = {{"time", "c", "s"}, {"1", "2.5", ""}, {"2", "", "-3"}};
  for (const std::string text : {"time,c,s\n1,2.5,\n2,,-3\n",              // as it should be
                                 "time,c,s\n1,2.5,\n2,,-3",                // no end to the last line
                                 "\xef\xbb\xbftime,c,s\n1,2.5,\n2,,-3\n",  // a byte-order mark
                                 "time,c,s\r\n1,2.5,\r\n2,,-3\r\n",        // Windows
                                 "time,c,s\r1,2.5,\r2,,-3\r",              // an old Mac
                                 "time;c;s\n1;2.5;\n2;;-3\n",              // another separator
                                 "\n\ntime;c;s\n1;2.5;\n2;;-3\n",          // behind a blank line
                                 "time\tc\ts\n1\t2.5\t\n2\t\t-3\n",        // and another
                                 "\"time\",\"c\",\"s\"\n\"1\",2.5,\"\"\n2,,\"-3\"\n",  // quoted
                                 "\n \ntime , c,s \n\n 1,2.5, \n   \n2,,-3\n\n"}) {  // blanks and blank lines
    const Read got = read(text);
    EXPECT_EQ("", got.wrong) << text;
    EXPECT_EQ(want, got.rows) << text;
  }
}

TEST(Table, ACellBetweenQuotationMarksHoldsAnything) {
  const Read got = read("name,c\n\"a, \"\"b\"\"\nand c\",1\n\"d;e\",2\n");
  EXPECT_EQ("", got.wrong);
  EXPECT_EQ((Rows{{"name", "c"}, {"a, \"b\"\nand c", "1"}, {"d;e", "2"}}), got.rows);
  EXPECT_EQ((std::vector<std::size_t>{2, 4}), got.lines) << "a row is where it begins";
}

TEST(Table, LinesAreCountedAsAnEditorCountsThem) {
  EXPECT_EQ((std::vector<std::size_t>{3, 5}), read("c\r\n\r\n1\r\n\r\n2\r\n").lines);
  EXPECT_EQ((std::vector<std::size_t>{3, 5}), read("c\n\n1\n\n2\n").lines);
}

TEST(Table, ARowLongerThanTheBufferIsOneRow) {
  const std::string long_name(200'000, 'x');
  const Read got = read("name,c\n" + long_name + ",1\n" + long_name + ",2\n");
  EXPECT_EQ("", got.wrong);
  ASSERT_EQ(3u, got.rows.size());
  EXPECT_EQ(long_name, got.rows[2][0]);
  EXPECT_EQ("2", got.rows[2][1]);
}

TEST(Table, SaysInWhichLineItStops) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "There is nothing in diary.csv"},
      {"\xef\xbb\xbf", "There is nothing in diary.csv"},
      {"\n\n \n", "There is nothing in diary.csv"},
      {"time,c,s\n1,2,3\n\n4,5\n", "Line 4 of diary.csv has 2 cells, and the first line names 3"},
      {"time,c\n1,2,3\n", "Line 2 of diary.csv has 3 cells"},
      {"time,c\n5\n", "Line 2 of diary.csv has 1 cell,"},
      {"time,c\n1,2\"3\n", "Line 2 of diary.csv: a quotation mark stands within a cell"},
      {"time,c\n1,2\n3,\"4\n5,6\n", "Line 3 of diary.csv begins a cell with a quotation mark"},
      {"time,c\n1,\"" + std::string(3 << 20, 'x'), "Line 2 of diary.csv goes on for more than 1 MiB"},
      {"time,c\n" + std::string(3 << 20, ','), "Line 2 of diary.csv goes on for more than 1 MiB"},
      {std::string("PK\0\3\0", 5), "This is no text: diary.csv"}};
  for (const auto& [text, says] : cases) {
    const Read got = read(text);
    EXPECT_TRUE(holds(got.wrong, says)) << got.wrong << "\nfor " << text.substr(0, 60);
    EXPECT_TRUE(got.wrong.ends_with(".") || got.wrong.ends_with("?")) << got.wrong;
  }
}

TEST(Table, NamesTheColumnsThatThereAre) {
  std::istringstream in("day,c,s,s\n");
  Table table(in, "diary.csv");
  ASSERT_TRUE(table.open());
  EXPECT_EQ(1u, table.column("c").value());
  const auto none = table.column("time");
  ASSERT_FALSE(none);
  EXPECT_TRUE(holds(none.error().what, "There is no column “time” in diary.csv")) << none.error().what;
  EXPECT_TRUE(holds(none.error().what, "“day”, “c”, “s”")) << none.error().what;
  const auto twice = table.column("s");
  ASSERT_FALSE(twice);
  EXPECT_TRUE(holds(twice.error().what, "Two columns")) << twice.error().what;
}

}  // namespace
}  // namespace concertina::cli
