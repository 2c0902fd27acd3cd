// Serve: the verb that runs the relay.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "cli/world.h"

namespace concertina::cli {

using Verb = std::function<Result<void>()>;

// The folder `web` beside the program at that path, if a web app is in it; else empty.
std::string web_beside(const std::string& program);

// The same for this program: what a verb takes where no --web is given.
std::string own_web();

// Adds `serve` to the app; when the call names it, hands its verb to `chosen`.
void add_serve(CLI::App& app, World& world, std::function<void(Verb)> chosen);

}  // namespace concertina::cli
