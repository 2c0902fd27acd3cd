#include "cli/given.h"

#include <algorithm>
#include <charconv>

#include "core/record/text.h"

namespace concertina::cli {
namespace {

template <typename Choice>
std::string list_of(Choice choice) {
  std::string out;
  for (const std::string_view name : choices(choice)) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

// Walks over one kind, and lists its options.
class List {
 public:
  void need(const Field& field, const Need&) {
    add(field, "WANT/HAVE, two numbers from 0 to 10, like 8/3.5", true);
  }
  void level(const Field& field, int) { add(field, "a number from 0 to 10", true); }
  void level(const Field& field, const std::optional<int>&) {
    add(field, "a number from 0 to 10, if any", false);
  }
  void number(const Field& field, int, int least, int most) { add(field, whole(least, most), true); }
  void count(const Field& field, int, int most) { add(field, whole(0, most), false); }
  void choice(const Field& field, auto value) { add(field, "one of: " + list_of(value), true); }
  void default_choice(const Field& field, auto value) {
    add(field, "one of: " + list_of(value) + " (default: " + std::string(choices(value)[0]) + ")", false);
  }
  void words(const Field& field, const std::string&) { add(field, "words, if any", false); }
  void needed_words(const Field& field, const std::string&) { add(field, "words", true); }
  void line(const Field& field, const std::string&) { add(field, "one line", true); }
  void fixed(const Field& field, const auto&) { add(field, "its id, as show prints it", true); }
  void moment(const Field& field, const std::optional<Moment>&) {
    add(field, "a time, like '2026-11-22 15:46'", false);
  }

  std::vector<Option> options;

 private:
  static std::string whole(int least, int most) {
    return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  }
  void add(const Field& field, std::string_view how, bool needed) {
    std::string said(field.said);
    if (said.starts_with("The ")) said = said.substr(4);
    options.push_back({std::string(field.name), said + ": " + std::string(how), needed});
  }
};

// Walks over one content, and fills in what is given.
class Fill {
 public:
  Fill(const Given& given, const Moment& now) : given_(given), now_(now) {}

  void need(const Field& field, Need& out) { take(field, parse_need, out); }
  void level(const Field& field, int& out) { take(field, parse_level, out); }
  void level(const Field& field, std::optional<int>& out) { take(field, parse_level, out); }
  template <typename Number>
  void number(const Field& field, Number& out, int least, int most) {
    const auto read = [&](const std::string& text) -> Result<Number> {
      int value = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
      if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
        return fail(Code::invalid, "“" + excerpt(text, 20) + "” is no whole number from " +
                                       std::to_string(least) + " to " + std::to_string(most) +
                                       ". Please give one.");
      }
      return static_cast<Number>(value);
    };
    take(field, read, out);
  }
  void count(const Field& field, int& out, int most) { number(field, out, 0, most); }
  template <typename Choice>
  void choice(const Field& field, Choice& out) {
    const auto read = [&](const std::string& text) -> Result<Choice> {
      const auto names = choices(out);
      const auto found = std::ranges::find(names, text);
      if (found == names.end())
        return fail(Code::invalid,
                    "“" + excerpt(text, 20) + "” is not among: " + list_of(out) + ". Please give one.");
      return static_cast<Choice>(found - names.begin());
    };
    take(field, read, out);
  }
  void default_choice(const Field& field, auto& out) { choice(field, out); }
  void words(const Field& field, std::string& out) {
    take(field, [](const std::string& text) { return Result<std::string>(text); }, out);
  }
  void needed_words(const Field& field, std::string& out) { words(field, out); }
  void line(const Field& field, std::string& out) { words(field, out); }
  template <std::size_t N>
  void fixed(const Field& field, Fixed<N>& out) {
    const auto read = [](const std::string& text) -> Result<Fixed<N>> {
      const auto id = fixed_from_hex<N>(text);
      if (!id) return fail(Code::invalid, "“" + excerpt(text, 40) + "” is no id. “show” prints them.");
      return *id;
    };
    take(field, read, out);
  }
  void moment(const Field& field, std::optional<Moment>& out) {
    take(field, [this](const std::string& text) { return parse_moment(text, now_.offset); }, out);
  }

  // What was wrong first; or that `said` doesn't have something that is given.
  Result<void> verdict(std::string_view said) const {
    if (!wrong_.empty()) return fail(Code::invalid, wrong_);
    for (const auto& [name, text] : given_) {
      if (std::ranges::find(known_, name) != known_.end()) continue;
      std::string list;
      for (const std::string_view one : known_) list += (list.empty() ? "--" : ", --") + std::string(one);
      return fail(Code::invalid, std::string(said) + " has no --" + name + ". It may have: " + list + ".");
    }
    return {};
  }

 private:
  template <typename T>
  void take(const Field& field, const auto& read, T& out) {
    known_.push_back(field.name);
    const auto found = given_.find(std::string(field.name));
    if (found == given_.end()) return;
    auto value = read(found->second);
    if (value) {
      out = std::move(*value);
    } else if (wrong_.empty()) {
      wrong_ = "--" + std::string(field.name) + ": " + value.error().what;
    }
  }

  const Given& given_;
  Moment now_;
  std::vector<std::string_view> known_;
  std::string wrong_;
};

}  // namespace

std::vector<Option> options_of(std::string_view kind) {
  List list;
  each_kind([&]<typename Kind>(const Kind& empty) {
    if (Kind::kName == kind) Kind::fields(empty, list);
  });
  return list.options;
}

std::vector<Option> all_options() {
  List list;
  each_kind([&]<typename Kind>(const Kind& empty) {
    if (Kind::kEntry) Kind::fields(empty, list);
  });
  std::vector<Option> out;
  for (Option& option : list.options) {
    if (std::ranges::find(out, option.name, &Option::name) == out.end()) out.push_back(std::move(option));
  }
  return out;
}

Result<Content> read_content(std::string_view kind, const Given& given, const Moment& now) {
  Result<Content> out = fail(Code::invalid, "“" + excerpt(kind, 20) + "” is nothing that can be written.");
  each_kind([&]<typename Kind>(Kind content) {
    if (Kind::kName != kind) return;
    Fill fill(given, now);
    Kind::fields(content, fill);
    if (auto ok = fill.verdict(Kind::kSaid); !ok) {
      out = std::unexpected(ok.error());
    } else {
      out = std::move(content);
    }
  });
  return out;
}

Result<void> read_change(Content& content, const Given& given, const Moment& now) {
  return std::visit(
      [&]<typename Kind>(Kind& one) -> Result<void> {
        if constexpr (requires { Kind::kName; }) {
          Fill fill(given, now);
          Kind::fields(one, fill);
          return fill.verdict(Kind::kSaid);
        } else {
          return fail(Code::invalid, "This was written by a newer Concertina. Please update it first.");
        }
      },
      content);
}

}  // namespace concertina::cli
