#include "cli/serve.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <ostream>

#include "cli/home.h"
#include "relay/server.h"

namespace concertina::cli {
namespace {

void say_what_next(World& world, const std::string& url, const std::string& data, bool web) {
  const std::string program = program_invocation_name;
  if (web) {
    world.err << "Open " << url << " in a browser.\n\nOr in a terminal:\n  " << program
              << " begin --name Ada --relay " << url << "\n  " << program << " --help\n\nIts data is in "
              << data << ", sealed: it can read none of it.\nCtrl-C ends the relay.\n"
              << std::flush;
    return;
  }
  world.err << "A relay for two. It keeps what is sealed and can read none of it; its data is in " << data
            << ".\n\nIn one terminal:\n  " << program << " begin --name Ada --relay " << url << "\n  "
            << program << " invite\nIn another:\n  export CONCERTINA_HOME=~/ben\n  " << program
            << " join 'LINK' --name Ben\nThen in both:\n  " << program
            << " check-in --togetherness 8/3 --separateness 4/6 --table\n  " << program
            << " show\n\nCtrl-C ends the relay.\n"
            << std::flush;
}

Result<void> serve(World& world, relay::Options options, bool quiet) {
  if (const char* token = std::getenv("CONCERTINA_TOKEN"); token && options.token_file.empty())
    options.token = token;
  if (options.data.empty()) options.data = default_home() + "-relay";
  const std::string origin = options.origin, data = options.data;
  const bool web = !options.web.empty();
  relay::Server server(std::move(options));
  return server.run(
      [&] {
        if (!quiet) say_what_next(world, origin.empty() ? server.address() : origin, data, web);
      },
      &world.ended);
}

}  // namespace

std::string web_beside(const std::string& program) {
  std::error_code error;
  const auto folder = std::filesystem::path(program).parent_path() / "web";
  return std::filesystem::exists(folder / "index.html", error) ? folder.string() : "";
}

std::string own_web() {
  std::error_code error;
  return web_beside(std::filesystem::read_symlink("/proc/self/exe", error));
}

void add_serve(CLI::App& app, World& world, std::function<void(Verb)> chosen) {
  struct Args {
    relay::Options options;
    bool quiet = false;
  };
  const auto args = std::make_shared<Args>();
  relay::Options& o = args->options;
  CLI::App* sub = app.add_subcommand("serve", "run a relay: the blind place in the middle");
  sub->add_option("--listen", o.listen, "ADDRESS:PORT (default: " + o.listen + ", this machine only)");
  sub->add_option("--data", o.data, "folder for its data (default: beside your own home, ending in -relay)");
  sub->add_option("--origin", o.origin,
                  "how clients see it, like https://concertina.example; needed unless on loopback");
  CLI::Option* web =
      sub->add_option("--web", o.web,
                      "folder of the web app that browsers get (default: the folder web beside "
                      "this program, if it is there; '' for none)");
  sub->add_option("--token-file", o.token_file,
                  "file with an enrolment token: only who has it may begin here (also $CONCERTINA_TOKEN)");
  sub->add_option("--quota", o.quota_mib, "MiB that one person may keep");
  sub->add_option("--most-persons", o.most_persons, "how many persons may begin here");
  sub->add_option("--most-mib", o.most_mib, "MiB of the whole database; 0: what the disk has");
  sub->add_option("--rate-device", o.rate_device, "requests a second of one device; 0: no limit");
  sub->add_option("--rate-address", o.rate_address, "requests a second of one address; 0: no limit");
  sub->add_flag("--trust-proxy", o.trust_proxy,
                "behind Caddy or nginx: take the address from X-Forwarded-For");
  sub->add_flag("--verbose", o.verbose, "one line for each answer; no addresses, ids or contents");
  sub->add_flag("--quiet", args->quiet, "don't print what to do next");
  sub->footer(std::string("Example:\n  concertina serve --listen 127.0.0.1:8460 --data ~/relay\n\n") +
              kExitCodes);
  sub->callback([args, web, &world, chosen = std::move(chosen)] {
    if (web->count() == 0) args->options.web = own_web();
    chosen([args, &world] { return serve(world, args->options, args->quiet); });
  });
}

}  // namespace concertina::cli
