#include "cli/open.h"

#include <memory>
#include <ostream>

#include "cli/errands.h"
#include "cli/http.h"
#include "relay/server.h"

namespace concertina::cli {
namespace {

// A browser keeps a home under the address that it came by, so this must stay the same from call to call.
constexpr int kPort = 8461;

struct Args {
  std::string relay, web;
  int port = kPort;
  bool quiet = false;
};

Result<void> serve_to_myself(World& world, const Args& args) {
  auto origin = parse_origin(args.relay);
  if (!origin) return std::unexpected(origin.error());
  const std::string web = args.web.empty() ? own_web() : args.web;
  if (web.empty())
    return fail(
        Code::not_found,
        "There is no web app beside this program. Give the folder that it was built into with --web.");
  // A relay that is away is no reason not to write.
  if (auto there = Http(world).get(*origin, "/healthz", 1024, world.patience.aside); !there) {
    if (world.ended) return std::unexpected(there.error());
    world.err << there.error().what << " The page opens all the same.\n";
  }
  Errands errands(world, *origin);
  relay::Options options;
  options.listen = "127.0.0.1:" + std::to_string(args.port);
  options.web = web;
  options.rate_device = options.rate_address = 0;
  options.most_connections = 64;
  options.elsewhere = &errands;
  relay::Server server(std::move(options));
  const auto say_what_next = [&] {
    if (args.quiet) return;
    world.err
        << "Open " << server.address() << " in a browser on this machine.\nThe page comes from here, and "
        << "what you write goes, sealed, to the relay at " << *origin
        << ".\nWhat this browser keeps belongs to this address: open it here the next time too.\nCtrl-C ends "
        << "it.\n"
        << std::flush;
  };
  return server.run(say_what_next, &world.ended);
}

}  // namespace

void add_open(CLI::App& app, World& world, std::function<void(Verb)> chosen) {
  const auto args = std::make_shared<Args>();
  CLI::App* sub =
      app.add_subcommand("open", "the page from your own machine, for you alone, whatever the relay");
  sub->add_option("--relay", args->relay, "address of the relay, like https://concertina.example")
      ->required();
  sub->add_option("--port", args->port,
                  "where it listens on 127.0.0.1 (default: " + std::to_string(kPort) + "; 0: any free one)")
      ->check(CLI::Range(1024, 65535) | CLI::IsMember({0}));
  sub->add_option("--web", args->web, "folder of the web app (default: the folder web beside this program)");
  sub->add_flag("--quiet", args->quiet, "don't print what to do next");
  sub->footer(std::string("Example:\n  concertina open --relay https://concertina.example\n\n") + kExitCodes);
  sub->callback([args, &world, chosen = std::move(chosen)] {
    chosen([args, &world] { return serve_to_myself(world, *args); });
  });
}

}  // namespace concertina::cli
