#include "core/mirror/rules.h"

#include <algorithm>
#include <set>

#include "core/record/text.h"

namespace concertina::mirror {
namespace {

struct Line {
  std::size_t number = 0;
  std::string_view key, value, whole;  // "match", "you are lazy", both
};
using Entry = std::vector<Line>;  // a record's lines

std::unexpected<Error> wrong(const Line& line, const std::string& what) {
  return fail(Code::invalid, "Line " + std::to_string(line.number) + " of the rules (" +
                                 excerpt(line.key, 20) + " " + excerpt(line.value, 60) + "): " + what);
}

Line line_of(std::string_view text, std::size_t number) {
  const std::string_view whole = trim(text);
  const std::size_t space = std::min(whole.find(' '), whole.size());
  return {number, whole.substr(0, space), trim(whole.substr(space)), whole};
}

std::vector<Entry> entries_of(std::string_view text) {
  std::vector<Entry> out;
  bool open = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with('#')) continue;
    if (trim(line).empty()) {
      open = false;
      continue;
    }
    if (!open) out.emplace_back();
    open = true;
    out.back().push_back(line_of(line, number));
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at), text.size());
    if (const std::string_view one = trim(text.substr(0, end)); !one.empty()) out.push_back(one);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::optional<int> number_of(std::string_view text) {
  int out = 0;
  for (char c : text) {
    if (c < '0' || c > '9' || out > 9'999) return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return text.empty() ? std::nullopt : std::optional(out);
}

// Words and verbs stand in all files; then lists; then kinds and guards; then rules.
class Parser {
 public:
  explicit Parser(Rules& rules) : rules_(rules) {
    rules_.guards = {kQuoteGuard, kAskedGuard, kToldGuard};
    WordList numbers;
    numbers.add({kNumber});
    rules_.lists.names.emplace("num", std::uint16_t{0});
    rules_.lists.lists.push_back(std::move(numbers));
  }

  Result<void> read(std::string_view text) {
    const std::vector<Entry> entries = entries_of(text);
    using Step = Result<void> (Parser::*)(const Entry&);
    struct Kindly {
      std::string_view key;
      Step step;
    };
    constexpr Kindly kSteps[] = {{"verbs", &Parser::verbs}, {"words", &Parser::words},
                                 {"list", &Parser::list},   {"guard", &Parser::guard},
                                 {"kind", &Parser::kind},   {"rule", &Parser::rule}};
    for (const Entry& entry : entries) {
      if (std::ranges::find(kSteps, entry[0].key, &Kindly::key) == std::end(kSteps))
        return wrong(entry[0], "a record can't begin with “" + std::string(entry[0].key) + "”.");
    }
    for (const Kindly& one : kSteps) {
      for (const Entry& entry : entries) {
        if (entry[0].key != one.key) continue;
        if (auto ok = (this->*one.step)(entry); !ok) return ok;
      }
    }
    rules_.vocabulary.seal();
    for (WordList& one : rules_.lists.lists) one.seal(rules_.vocabulary.size());
    return make_index();
  }

 private:
  // "forget forgot forgotten", one verb a line.
  Result<void> verbs(const Entry& entry) {
    for (std::size_t i = 1; i < entry.size(); ++i) {
      const auto forms = split(entry[i].value, ' ');
      rules_.vocabulary.irregular(entry[i].key, forms);
    }
    return {};
  }

  // "dont = do not", or only words that are to be known, for they look like misspellings of others.
  Result<void> words(const Entry& entry) {
    for (std::size_t i = 1; i < entry.size(); ++i) {
      const auto parts = split(entry[i].value, ' ');
      if (!parts.empty() && parts[0] == "=") {
        if (parts.size() < 2 || parts.size() > kMostParts)
          return wrong(entry[i], "nothing, or too much, is behind “=”.");
        rules_.vocabulary.spell(entry[i].key, std::span(parts).subspan(1));
      } else {
        rules_.vocabulary.add(entry[i].key);
        for (std::string_view one : parts) rules_.vocabulary.add(one);
      }
    }
    return {};
  }

  Result<void> list(const Entry& entry) {
    const std::string name(entry[0].value);
    WordList out;
    for (std::size_t i = 1; i < entry.size(); ++i) {
      for (std::string_view one : split(entry[i].whole, ',')) {
        if (one.starts_with('<') && one.ends_with('>')) {
          const WordList* other = rules_.list(one.substr(1, one.size() - 2));
          if (other == nullptr) return wrong(entry[i], "there is no list " + std::string(one) + " before.");
          out.add(*other);
        } else {
          add_entry(one, rules_.vocabulary, out);
        }
      }
    }
    if (!rules_.lists.names.emplace(name, static_cast<std::uint16_t>(rules_.lists.lists.size())).second)
      return wrong(entry[0], "there is a list <" + name + "> already.");
    rules_.lists.lists.push_back(std::move(out));
    return {};
  }

  Result<Pattern> pattern(const Line& line, std::string_view text) {
    auto out = compile(text, rules_.vocabulary, rules_.lists);
    if (!out) return wrong(line, out.error().what);
    return out;
  }

  // "before 8 PATTERN", "after 8 PATTERN", "sentence PATTERN", "text PATTERN".
  Result<void> guard(const Entry& entry) {
    const std::size_t number = rules_.guards.size();
    if (number >= kMostGuards) return wrong(entry[0], "there are too many guards.");
    rules_.guards.push_back(entry[0].value);
    for (std::size_t i = 1; i < entry.size(); ++i) {
      const Line& line = entry[i];
      GuardPattern out;
      out.guard = number;
      std::string_view text = line.value;
      if (line.key == "before" || line.key == "after") {
        out.where = line.key == "before" ? Where::before : Where::after;
        const Line inner = line_of(text, line.number);
        const auto reach = number_of(inner.key);
        if (!reach || *reach > 40) return wrong(line, "the reach must be a number up to 40.");
        out.reach = static_cast<std::size_t>(*reach);
        text = inner.value;
      } else if (line.key == "sentence" || line.key == "text") {
        out.where = line.key == "text" ? Where::text : Where::sentence;
      } else {
        return wrong(line, "a guard has lines of before, after, sentence and text.");
      }
      auto compiled = pattern(line, text);
      if (!compiled) return std::unexpected(compiled.error());
      out.pattern = std::move(*compiled);
      rules_.guard_patterns.push_back(std::move(out));
    }
    return {};
  }

  Result<GuardSet> guards(const Line& line) {
    GuardSet out;
    for (std::string_view name : split(line.value, ' ')) {
      const auto found = std::ranges::find(rules_.guards, name);
      if (found == rules_.guards.end()) return wrong(line, "there is no guard “" + std::string(name) + "”.");
      out.set(static_cast<std::size_t>(found - rules_.guards.begin()));
    }
    return out;
  }

  Result<void> kind(const Entry& entry) {
    Kind out{entry[0].value};
    for (std::size_t i = 1; i < entry.size(); ++i) {
      const Line& line = entry[i];
      if (line.key == "weight") {
        const auto weight = number_of(line.value);
        if (!weight) return wrong(line, "the weight must be a number.");
        out.weight = *weight;
      } else if (line.key == "unless") {
        auto set = guards(line);
        if (!set) return std::unexpected(set.error());
        out.unless |= *set;
      } else {
        return wrong(line, "a kind has no “" + std::string(line.key) + "”.");
      }
    }
    rules_.kinds.push_back(out);
    return {};
  }

  Result<void> rule(const Entry& entry) {
    Rule out;
    out.name = entry[0].value;
    if (entry.size() < 2 || entry[1].key != "kind")
      return wrong(entry[0], "a rule's second line is its kind.");
    const auto kind = std::ranges::find(rules_.kinds, entry[1].value, &Kind::name);
    if (kind == rules_.kinds.end()) return wrong(entry[1], "there is no such kind.");
    out.kind = static_cast<std::size_t>(kind - rules_.kinds.begin());
    out.weight = kind->weight;
    out.unless = kind->unless;
    for (std::size_t i = 2; i < entry.size(); ++i) {
      if (auto ok = rule_line(entry[i], out); !ok) return ok;
    }
    if (out.question.empty() && kind->name != "safety") return wrong(entry[0], "a rule has a question.");
    rules_.rules.push_back(std::move(out));
    return {};
  }

  Result<void> rule_line(const Line& line, Rule& out) {
    if (line.key == "match") {
      auto compiled = pattern(line, line.value);
      if (!compiled) return std::unexpected(compiled.error());
      rules_.patterns.push_back({.pattern = std::move(*compiled), .rule = rules_.rules.size()});
    } else if (line.key == "unless" || line.key == "despite" || line.key == "needs") {
      auto set = guards(line);
      if (!set) return std::unexpected(set.error());
      if (line.key == "unless") out.unless |= *set;
      if (line.key == "despite") out.unless &= ~*set;
      if (line.key == "needs") out.needs |= *set;
    } else if (line.key == "weight") {
      out.weight = number_of(line.value).value_or(out.weight);
    } else if (line.key == "question") {
      out.question = line.value;
    } else if (line.key == "why") {
      out.why = line.value;
    } else if (line.key == "source") {
      out.source = line.value;
    } else if (line.key == "yes") {
      out.yes.push_back(line.value);
    } else if (line.key == "no") {
      out.no.push_back(line.value);
    } else {
      return wrong(line, "a rule has no “" + std::string(line.key) + "”.");
    }
    return {};
  }

  // Puts a pattern into `index`; `whose` is named in errors.
  Result<void> add_to(Index& index, std::size_t number, const Pattern& pattern,
                      std::optional<Step>& its_needed, const std::string& whose) {
    const auto words = first_words(pattern, rules_.lists);
    if (!words) return fail(Code::invalid, whose + ": " + words.error().what);
    index.add(number, *words);
    its_needed = needed(pattern, rules_.lists);
    if (its_needed && its_needed->op == Op::list) needed_lists_.insert(its_needed->a);
    return {};
  }

  Result<void> make_index() {
    for (std::size_t i = 0; i < rules_.patterns.size(); ++i) {
      RulePattern& one = rules_.patterns[i];
      const std::string whose = "Rule " + std::string(rules_.rules[one.rule].name);
      if (auto added = add_to(rules_.index, i, one.pattern, one.needed, whose); !added) return added;
    }
    for (std::size_t i = 0; i < rules_.guard_patterns.size(); ++i) {
      GuardPattern& one = rules_.guard_patterns[i];
      const std::string whose = "Guard " + std::string(rules_.guards[one.guard]);
      if (auto added = add_to(rules_.guard_index, i, one.pattern, one.needed, whose); !added) return added;
    }
    for (std::uint16_t list : needed_lists_) {
      std::vector<WordId> words = rules_.lists.lists[list].words;
      for (const auto& phrase : rules_.lists.lists[list].phrases) words.push_back(phrase[0]);
      rules_.needed_lists.add(list, words);
    }
    return {};
  }

  Rules& rules_;
  std::set<std::uint16_t> needed_lists_;
};

}  // namespace

const WordList* Rules::list(std::string_view name) const {
  const auto found = lists.names.find(name);
  return found == lists.names.end() ? nullptr : &lists.lists[found->second];
}

Result<Rules> parse_rules(std::string_view text) {
  Rules out;
  if (auto ok = Parser(out).read(text); !ok) return std::unexpected(ok.error());
  return out;
}

const Rules& rules() {
  // A build whose rules can't be read knows none; rules_test keeps that from happening.
  static const Rules kRules = parse_rules(rules_text()).value_or(Rules());
  return kRules;
}

}  // namespace concertina::mirror
