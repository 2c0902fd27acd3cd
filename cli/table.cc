#include "cli/table.h"

#include <algorithm>
#include <cstring>

#include "core/record/text.h"

namespace concertina::cli {
namespace {

constexpr std::size_t kBuffer = 65'536;
constexpr std::size_t kMostNamed = 12;  // columns in a message

// The separator that stands most often in the first line that is not blank, outside quotation marks.
char separator_in(std::string_view text) {
  constexpr std::string_view kSeparators = ",;\t";
  std::size_t counts[3] = {};
  bool quoted = false, blank = true;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    const bool ends = c == '\n' || c == '\r';
    if (ends && !blank) break;
    blank = blank && (ends || c == ' ' || c == '\t');
    if (const auto at = kSeparators.find(c); at != std::string_view::npos) ++counts[at];
  }
  return kSeparators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts)];
}

std::string cells(std::size_t count) { return std::to_string(count) + (count == 1 ? " cell" : " cells"); }

}  // namespace

Table::Table(std::istream& in, std::string name) : in_(in), name_(std::move(name)), buffer_(kBuffer) {
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_blk_size(&parser_, kBuffer);  // by which its room for a cell grows
}

Table::~Table() { csv_free(&parser_); }

Result<void> Table::open() {
  const auto found = read_row();
  if (!found) return std::unexpected(found.error());
  if (!*found) {
    return fail(Code::invalid,
                "There is nothing in " + name_ + ". Its first line should name the columns, like time,c,s.");
  }
  for (std::size_t at = 0; at < ends_.size(); ++at) columns_.emplace_back(view(at));
  return {};
}

Result<std::size_t> Table::column(std::string_view wanted) const {
  const auto at = std::ranges::find(columns_, wanted);
  if (at == columns_.end()) {
    std::string there;
    for (std::size_t i = 0; i < std::min(columns_.size(), kMostNamed); ++i) {
      there += (i == 0 ? "“" : ", “") + excerpt(columns_[i], 40) + "”";
    }
    if (columns_.size() > kMostNamed) there += " and more";
    return fail(Code::invalid, "There is no column “" + excerpt(wanted, 40) + "” in " + name_ + "; there " +
                                   (columns_.size() == 1 ? "is " : "are ") + there +
                                   ". Please name the one that you mean.");
  }
  if (std::find(at + 1, columns_.end(), wanted) != columns_.end()) {
    return fail(Code::invalid, "Two columns of " + name_ + " are called “" + excerpt(wanted, 40) +
                                   "”. Please give each a name of its own.");
  }
  return static_cast<std::size_t>(at - columns_.begin());
}

Result<bool> Table::next() {
  const auto found = read_row();
  if (found && *found && ends_.size() != columns_.size()) {
    return fail(Code::invalid, where() + " has " + cells(ends_.size()) + ", and the first line names " +
                                   std::to_string(columns_.size()) +
                                   ". Each line needs as many; what is missing stays empty.");
  }
  return found;
}

std::unexpected<Error> Table::wrong(std::size_t column, const std::string& what) const {
  return fail(Code::invalid, where() + ", column “" + excerpt(columns_[column], 40) + "”: " + what);
}

std::string Table::where() const { return "Line " + std::to_string(line_) + " of " + name_; }

std::string_view Table::view(std::size_t cell) const {
  const std::size_t from = cell == 0 ? 0 : ends_[cell - 1];
  return std::string_view(text_).substr(from, ends_[cell] - from);
}

void Table::take_cell(void* data, std::size_t size, void* table) {
  auto& self = *static_cast<Table*>(table);
  self.text_.append(static_cast<const char*>(data), size);
  self.ends_.push_back(self.text_.size());
}

void Table::take_row(int, void* table) { static_cast<Table*>(table)->whole_ = true; }

Result<bool> Table::read_row() {
  text_.clear();
  ends_.clear();
  whole_ = within_ = false;
  while (!whole_ && !finished_) {
    if (at_ == end_) {
      const auto more = fill();
      if (!more) return more;
      finished_ = !*more;
    }
    if (!finished_) {
      if (auto fed = feed(); !fed) return std::unexpected(fed.error());
    } else if (csv_fini(&parser_, take_cell, take_row, this) != 0) {
      return fail(Code::invalid, where() + " begins a cell with a quotation mark, and no other ends it.");
    }
  }
  return whole_;
}

// Fills the buffer anew; false at the end of the input.
Result<bool> Table::fill() {
  in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  at_ = 0;
  end_ = static_cast<std::size_t>(in_.gcount());
  if (in_.bad()) return fail(Code::storage, "Reading broke off: " + name_ + ".");
  if (std::memchr(buffer_.data(), 0, end_) != nullptr) {
    return fail(Code::invalid, "This is no text: " + name_ + ". Please save it as CSV in UTF-8.");
  }
  if (first_) {
    first_ = false;
    const std::string_view text(buffer_.data(), end_);
    if (text.starts_with("\xef\xbb\xbf")) at_ = 3;
    separator_ = separator_in(text.substr(at_));
    csv_set_delim(&parser_, static_cast<unsigned char>(separator_));
  }
  return at_ < end_;
}

// Feeds what there is of the present line; so at most one row becomes whole.
Result<void> Table::feed() {
  const char* from = buffer_.data() + at_;
  const char* const last = buffer_.data() + end_;
  const bool rest_of_end = after_return_ && *from == '\n';
  const char* stop = std::find_if(from, last, [](char c) { return c == '\n' || c == '\r'; });
  const bool ends = stop != last;
  if (ends) ++stop;
  if (!within_) line_ = now_;
  within_ = within_ || std::any_of(from, stop, [](char c) { return c != ' ' && c != '\n' && c != '\r'; });
  after_return_ = ends && stop[-1] == '\r';
  if (ends && !rest_of_end) ++now_;
  const auto size = static_cast<std::size_t>(stop - from);
  at_ += size;
  if (csv_parse(&parser_, from, size, take_cell, take_row, this) != size) {
    return fail(Code::invalid, where() +
                                   ": a quotation mark stands within a cell. Please put such a cell between "
                                   "quotation marks, and write the one within it twice.");
  }
  if (text_.size() + ends_.size() > kMostBytes || csv_get_buffer_size(&parser_) > kMostBytes) {
    return fail(Code::invalid,
                where() + " goes on for more than 1 MiB. Is a quotation mark missing, or is it no CSV?");
  }
  return {};
}

}  // namespace concertina::cli
