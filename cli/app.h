// App: the words of a call, read and handed to the verbs.
#pragma once

#include <string>
#include <vector>

#include "cli/world.h"

namespace concertina::cli {

// `words` without the program's name. Returns the exit code.
int run(const std::vector<std::string>& words, World& world);

}  // namespace concertina::cli
