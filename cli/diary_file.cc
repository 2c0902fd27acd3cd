#include "cli/diary_file.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "cli/figure.h"
#include "cli/source.h"
#include "cli/table.h"
#include "core/record/moment.h"
#include "core/record/text.h"
#include "core/rhythm/circle.h"

namespace concertina::cli {
namespace {

constexpr double kMostValue = 1e6;

bool is_missing(std::string_view cell) {
  return cell.empty() || cell == "NA" || cell == "NaN" || cell == "nan" || cell == "NAN";
}

// A number of a row, or nothing where it is missing.
Result<std::optional<double>> number_in(const Table& table, std::size_t column) {
  const std::string_view cell = trim(table.cell(column));
  if (is_missing(cell)) return std::nullopt;
  const auto number = parse_number(cell, table.decimal_comma());
  if (!number) {
    return table.wrong(
        column,
        "“" + excerpt(cell, 40) + "” is no number. Please write one like 3 or 3.5, or leave the cell empty.");
  }
  if (!(std::abs(*number) <= kMostValue)) {
    return table.wrong(column, "such a number can't be a check-in: “" + excerpt(cell, 40) +
                                   "”. Please leave the cell empty if there is none.");
  }
  return number;
}

// Refuses a column that would serve as two. `uses`: an option, and which column it names.
Result<void> check_uses(const Table& table, std::initializer_list<std::pair<const char*, std::size_t>> uses) {
  for (const auto* one = uses.begin(); one != uses.end(); ++one) {
    for (const auto* other = uses.begin(); other != one; ++other) {
      if (one->second != other->second) continue;
      return fail(Code::invalid, "Column “" + excerpt(table.columns()[one->second], 40) + "” can't be both " +
                                     other->first + " and " + one->first + ". Please name another one.");
    }
  }
  return {};
}

// The rows of a table that have a couple and a time.
class Rows {
 public:
  Rows(World& world, Source& source, const Columns& columns, std::optional<Instant::Form> form)
      : table(source.stream(), source.name()), world_(world), form_(form), names_(columns) {}

  Result<void> open() {
    if (auto opened = table.open(); !opened) return opened;
    const auto& there = table.columns();
    if (names_.couple || std::ranges::find(there, "couple") != there.end()) {
      const auto at = table.column(names_.couple.value_or("couple"));
      if (!at) return std::unexpected(at.error());
      couple_ = *at;
    }
    const auto at = table.column(names_.time.value_or("time"));
    if (!at) return std::unexpected(at.error());
    time_ = *at;
    return couple_ ? check_uses(table, {{"--couple", *couple_}, {"--time", time_}}) : Result<void>();
  }

  // Goes on to the next row; false where there is none.
  Result<bool> next() {
    if (world_.ended) return fail(Code::busy, "Ended while the file was being read.");
    const auto more = table.next();
    if (!more || !*more) return more;
    const std::string_view cell = trim(table.cell(time_));
    if (is_missing(cell)) {
      return table.wrong(time_, "there is no time. Please write one, like 12.75 or 2026-11-22.");
    }
    const auto instant = parse_instant(cell, table.decimal_comma());
    if (!instant) return table.wrong(time_, instant.error().what);
    if (form_ && *form_ != instant->form) {
      return table.wrong(
          time_, "“" + excerpt(cell, 40) + "” is " +
                     (*form_ == Instant::Form::days ? "a date, and the other times are in days"
                                                    : "a number of days, and the other times are dates") +
                     ". Please write all of them one way.");
    }
    form_ = instant->form;
    now = *instant;
    couple = couple_ ? table.cell(*couple_) : std::string_view();
    if (couple_ && !is_utf8(couple)) {
      return table.wrong(*couple_, "this name is no UTF-8 text. Please save the file as CSV in UTF-8.");
    }
    return true;
  }

  std::size_t time_column() const { return time_; }
  bool is_own(std::size_t column) const { return column == time_ || column == couple_; }
  std::optional<std::size_t> couple_column() const { return couple_; }
  std::optional<Instant::Form> form() const { return form_; }

  Table table;
  Instant now{};            // of the row
  std::string_view couple;  // until next()

 private:
  World& world_;
  std::optional<Instant::Form> form_;
  Columns names_;
  std::optional<std::size_t> couple_;
  std::size_t time_ = 0;
};

// Couples by their names. A name that repeats the one before it is not looked for.
class Couples {
 public:
  // Where the couple of that name is among `all`; nothing if it is not.
  std::optional<std::size_t> find(std::string_view name) {
    if (last_ && name == last_name_) return last_;
    const auto at = places_.find(std::string(name));
    if (at == places_.end()) return std::nullopt;
    last_name_ = name;
    return last_ = at->second;
  }
  std::size_t add(std::string_view name) {
    const std::size_t at = places_.size();
    places_.emplace(name, at);
    return at;
  }

 private:
  std::unordered_map<std::string, std::size_t> places_;
  std::string last_name_;
  std::optional<std::size_t> last_;
};

// Which of c (1) and s (2) a civil day holds.
struct CivilDay {
  std::int32_t day;
  std::uint8_t holds;
};

void note(std::vector<CivilDay>& days, std::int32_t day, std::size_t which) {
  if (days.empty() || days.back().day != day) days.push_back({day, 0});
  days.back().holds = static_cast<std::uint8_t>(days.back().holds | (1u << which));
}

int count_both(std::vector<CivilDay>& days) {
  std::ranges::sort(days, {}, &CivilDay::day);
  int both = 0;
  for (std::size_t at = 0; at < days.size();) {
    const std::int32_t day = days[at].day;
    unsigned holds = 0;
    for (; at < days.size() && days[at].day == day; ++at) holds |= days[at].holds;
    both += holds == 3 ? 1 : 0;
  }
  return both;
}

// A parameter is told by the same name, or would be; or a spread of mu is (pool_fit.h), or what a day shares.
bool is_taken(const std::string& input) {
  if (input == "spread_mu" || input == "day") return true;
  return std::ranges::any_of(
      std::initializer_list<std::string>{input + "_c", input + "_s"}, [](const std::string& effect) {
        return std::ranges::find(rhythm::kToldNames, effect) != rhythm::kToldNames.end();
      });
}

// The columns of the inputs: all that are neither couple nor time.
Result<std::vector<std::size_t>> inputs_in(const Rows& rows, const std::string& file) {
  std::vector<std::size_t> out;
  for (std::size_t at = 0; at < rows.table.columns().size(); ++at) {
    if (rows.is_own(at)) continue;
    const std::string& input = rows.table.columns()[at];
    if (input.empty() || !is_utf8(input) || has_control(input)) {
      return fail(Code::invalid, "Column " + std::to_string(at + 1) + " of " + file +
                                     " has no name that can be read. Please name each input.");
    }
    if (is_taken(input)) {
      return fail(Code::invalid, "An input can't be called “" + input + "”, as in " + file +
                                     ": a parameter has that name. Please give it another one.");
    }
    if (const auto once = rows.table.column(input); !once) return std::unexpected(once.error());
    out.push_back(at);
  }
  if (out.empty()) {
    return fail(Code::invalid, "There is no input in " + file +
                                   ". Beside couple and time it needs a column of doses for each.");
  }
  if (out.size() > rhythm::kMostInputs) {
    return fail(Code::invalid, "There are " + std::to_string(out.size()) + " inputs in " + file +
                                   ", and at most " + std::to_string(rhythm::kMostInputs) +
                                   " can be followed at once. Please leave some columns out.");
  }
  return out;
}

}  // namespace

Result<Diaries> read_diaries(World& world, const std::string& file, const Columns& columns) {
  auto source = Source::open(world, file);
  if (!source) return std::unexpected(source.error());
  Rows rows(world, *source, columns, {});
  if (auto opened = rows.open(); !opened) return std::unexpected(opened.error());
  std::size_t values[2];
  for (const std::size_t which : {0u, 1u}) {
    const auto at = rows.table.column(which == 0 ? columns.c.value_or("c") : columns.s.value_or("s"));
    if (!at) return std::unexpected(at.error());
    values[which] = *at;
  }
  const std::size_t time = rows.time_column(),
                    couple = rows.couple_column().value_or(rows.table.columns().size());
  if (auto ok = check_uses(rows.table,
                           {{"--couple", couple}, {"--time", time}, {"--c", values[0]}, {"--s", values[1]}});
      !ok) {
    return std::unexpected(ok.error());
  }
  Diaries out;
  Couples couples;
  std::vector<std::vector<CivilDay>> days;
  for (;;) {
    const auto more = rows.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
    auto at = couples.find(rows.couple);
    if (!at) {
      at = couples.add(rows.couple);
      out.couples.push_back({std::string(rows.couple), {}, {}, {}, rows.now.day, 0});
      days.emplace_back();
    }
    CoupleDiary& diary = out.couples[*at];
    diary.first = std::min(diary.first, rows.now.day);
    for (const std::size_t which : {0u, 1u}) {
      const auto value = number_in(rows.table, values[which]);
      if (!value) return std::unexpected(value.error());
      if (!*value) continue;
      diary.sights.push_back({rows.now.day, **value, static_cast<std::uint8_t>(which)});
      diary.civil.push_back(rows.now.civil);
      note(days[*at], rows.now.civil, which);
    }
  }
  if (out.couples.empty()) {
    return fail(Code::invalid, "There is no row below the columns' names in " + source->name() +
                                   ". Each check-in needs one.");
  }
  for (std::size_t at = 0; at < days.size(); ++at) out.couples[at].days_both = count_both(days[at]);
  out.form = rows.form();
  return out;
}

Result<void> read_inputs(World& world, const std::string& file, const Columns& columns, Diaries& diaries) {
  auto source = Source::open(world, file);
  if (!source) return std::unexpected(source.error());
  Rows rows(world, *source, columns, diaries.form);
  if (auto opened = rows.open(); !opened) return opened;
  const auto inputs = inputs_in(rows, source->name());
  if (!inputs) return std::unexpected(inputs.error());
  for (const std::size_t column : *inputs) diaries.inputs.push_back(rows.table.columns()[column]);
  Couples couples;
  for (const CoupleDiary& diary : diaries.couples) couples.add(diary.name);
  if (!rows.couple_column() && diaries.couples.size() > 1) {
    return fail(Code::invalid, "There is no column for the couple in " + source->name() +
                                   ", and the diary has several. Please add one.");
  }
  for (;;) {
    const auto more = rows.next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    const auto at = rows.couple_column() ? couples.find(rows.couple) : 0;
    if (!at) {
      return rows.table.wrong(*rows.couple_column(),
                              "the diary knows no couple “" + excerpt(rows.couple, 40) + "”.");
    }
    for (std::size_t input = 0; input < inputs->size(); ++input) {
      const auto dose = number_in(rows.table, (*inputs)[input]);
      if (!dose) return std::unexpected(dose.error());
      if (dose->value_or(0) == 0) continue;
      diaries.couples[*at].pushes.push_back({rows.now.day, **dose, static_cast<std::uint8_t>(input)});
    }
  }
}

std::string day_words(double day, std::optional<Instant::Form> form) {
  if (form == Instant::Form::iso) return day_text(static_cast<Day>(std::floor(day)));
  return figure(day, 10);
}

rhythm::Course course_of(const CoupleDiary& diary, const rhythm::Start& start, std::size_t inputs,
                         bool by_day) {
  const std::vector<std::int32_t> none;
  rhythm::Course out = rhythm::course_of(diary.sights, diary.pushes, start, by_day ? diary.civil : none);
  out.inputs = std::max(out.inputs, inputs);
  return out;
}

rhythm::Course course_from_first_row(const CoupleDiary& diary, const rhythm::Start& start, bool by_day) {
  rhythm::Course out = course_of(diary, start, 0, by_day);
  double begins = std::numeric_limits<double>::infinity();
  for (const rhythm::Sight& sight : diary.sights) begins = std::min(begins, sight.day);
  for (const rhythm::Push& push : diary.pushes) begins = std::min(begins, push.day);
  if (diary.first < begins && std::isfinite(begins)) {
    const rhythm::Course::Step wait{rhythm::Course::Step::Kind::wait, 0,
                                    static_cast<std::uint32_t>(out.gaps.size()), 0};
    out.gaps.push_back(begins - diary.first);
    out.steps.insert(out.steps.begin(), wait);
  }
  return out;
}

}  // namespace concertina::cli
