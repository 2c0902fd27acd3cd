// Open: the verb that serves the web app to oneself, from one's own machine, for a relay that may be
// anywhere.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/serve.h"

namespace concertina::cli {

// Adds `open` to the app; when the call names it, hands its verb to `chosen`.
void add_open(CLI::App& app, World& world, std::function<void(Verb)> chosen);

}  // namespace concertina::cli
