// Persons: who "he" and "she" are. In a text about one's partner the rules read "my husband … he" like "you".
#pragma once

#include "core/mirror/rules.h"

namespace concertina::mirror {

// Where "my husband", "my partner" and the like stand, and "he" or "she" behind them with nobody else named
// in between, puts "you" in their place, and the forms that go with it ("is" → "are"). The words keep their
// bytes. `told[i]` is true for a word that was put in so.
std::vector<Token> with_partner_as_you(std::vector<Token> tokens, const Rules& rules,
                                       std::vector<bool>& told);

}  // namespace concertina::mirror
