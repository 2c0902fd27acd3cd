#include "core/mirror/persons.h"

#include <algorithm>

namespace concertina::mirror {
namespace {

// The words that this reading needs, as the vocabulary has them.
struct Words {
  explicit Words(const Vocabulary& v)
      : you(v.find("you")),
        he{v.find("he"), v.find("him")},
        she{v.find("she"), v.find("her")},
        own(v.find("'s")),
        forms{{v.find("is"), v.find("are")},
              {v.find("was"), v.find("were")},
              {v.find("has"), v.find("have")},
              {v.find("does"), v.find("do")}} {}

  WordId you;
  WordId he[2], she[2];
  WordId own;
  WordId forms[4][2];  // of the third person, of the second
};

class Persons {
 public:
  Persons(std::vector<Token> tokens, const Rules& rules, std::vector<bool>& told)
      : in_(std::move(tokens)), words_(rules.vocabulary), told_(told) {
    he_ = rules.list("partner-he");
    she_ = rules.list("partner-she");
    any_ = rules.list("partner-any");
    others_ = rules.list("other-person");
    after_is_ = rules.list("after-is");
  }

  std::vector<Token> run() {
    if (!he_ || !she_ || !any_ || !others_ || !after_is_) return std::move(in_);
    for (std::size_t at = 0; at < in_.size();) at += step(at);
    return std::move(out_);
  }

 private:
  std::size_t length(const WordList& list, std::size_t at) const {
    const WordId word = in_[at].word;
    auto one = std::ranges::lower_bound(list.phrases, word, {}, [](const auto& p) { return p[0]; });
    for (; one != list.phrases.end() && (*one)[0] == word; ++one) {
      std::size_t i = 1;
      while (i < one->size() && at + i < in_.size() && in_[at + i].word == (*one)[i] &&
             in_[at + i].before == Break::none)
        ++i;
      if (i == one->size()) return i;
    }
    return list.holds(word) ? 1 : 0;
  }

  std::size_t step(std::size_t at) {
    for (const WordList* list : {he_, she_, any_}) {
      const std::size_t size = length(*list, at);
      if (size == 0) continue;
      is_he_ = list != she_;
      is_she_ = list != he_;
      put_you(at, size);
      return size;
    }
    if (const std::size_t size = length(*others_, at); size > 0) {
      is_he_ = is_she_ = false;
      for (std::size_t i = 0; i < size; ++i) keep(in_[at + i]);
      return size;
    }
    const WordId word = in_[at].word;
    const bool he = is_he_ && std::ranges::find(words_.he, word) != std::end(words_.he);
    const bool she = is_she_ && std::ranges::find(words_.she, word) != std::end(words_.she);
    if (he || she) {
      put_you(at, 1);
    } else {
      keep(in_[at]);
    }
    return 1;
  }

  void keep(Token token) {
    if (agree_ > 0) {
      --agree_;
      if (token.before != Break::none) agree_ = 0;
      for (const auto& form : words_.forms) {
        if (agree_ > 0 && token.word == form[0]) token.word = form[1], agree_ = 0;
      }
    }
    out_.push_back(token);
    told_.push_back(false);
  }

  void put_you(std::size_t at, std::size_t size) {
    // "is he", "does my wife"
    if (!out_.empty() && in_[at].before == Break::none) {
      for (const auto& form : words_.forms) {
        if (out_.back().word == form[0]) out_.back().word = form[1];
      }
    }
    Token token = in_[at];
    token.end = in_[at + size - 1].end;
    token.word = words_.you;
    out_.push_back(token);
    told_.push_back(true);
    agree_ = 4;
    const std::size_t next = at + size;  // "my husband's always late", but not "my husband's car"
    if (next + 1 < in_.size() && in_[next].word == words_.own && after_is_->holds(in_[next + 1].word))
      in_[next].word = words_.forms[0][1];
  }

  std::vector<Token> in_, out_;
  Words words_;
  std::vector<bool>& told_;
  const WordList *he_, *she_, *any_, *others_, *after_is_;
  bool is_he_ = false, is_she_ = false;  // whom these words mean now
  int agree_ = 0;                        // for how many words a verb may still belong to the one put in
};

}  // namespace

std::vector<Token> with_partner_as_you(std::vector<Token> tokens, const Rules& rules,
                                       std::vector<bool>& told) {
  told.clear();
  told.reserve(tokens.size());
  std::vector<Token> out = Persons(std::move(tokens), rules, told).run();
  told.resize(out.size());
  return out;
}

}  // namespace concertina::mirror
