// Serve: the verb that runs the relay.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/world.h"

namespace concertina::cli {

using Verb = std::function<Result<void>()>;

// Adds `serve` to the app; when the call names it, hands its verb to `chosen`.
void add_serve(CLI::App& app, World& world, std::function<void(Verb)> chosen);

}  // namespace concertina::cli
