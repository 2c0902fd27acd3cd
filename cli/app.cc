#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <new>
#include <ostream>
#include <system_error>

#include "cli/open.h"
#include "cli/rhythm.h"
#include "cli/verbs.h"
#include "core/record/text.h"

namespace concertina::cli {
namespace {

constexpr const char* kAbout =
    "Concertina: a private place for two people, for togetherness and separateness alike.\n"
    "What you write is sealed on this machine before it leaves it.";

// Reads a call. CLI11 keeps references to these while it parses.
class Reader {
 public:
  Reader(World& world, CLI::App& app) : call_{world, default_home()}, app_(app) {
    app.footer(std::string(kExitCodes) + "\nEach verb explains itself: concertina VERB --help");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--home", call_.home, "the folder in which you live (default: " + call_.home + ")");
    app.add_flag("--json", call_.json, "print data as JSON");
    app.add_option(
        "--passphrase-file", world.passphrase_file,
        "file with the passphrase of this home, if there is one (also $CONCERTINA_PASSPHRASE; else "
        "the terminal asks)");
    add_people();
    add_devices();
    add_writing();
    add_reading();
    const auto chosen = [this](Verb verb) { verb_ = std::move(verb); };
    add_rhythm(app, call_, chosen);
    add_serve(app, world, chosen);
    add_open(app, world, chosen);
  }

  Result<void> run() { return verb_(); }

 private:
  CLI::App* add(const std::string& name, const std::string& about, const std::string& example, Verb verb) {
    CLI::App* sub = app_.add_subcommand(name, about);
    sub->footer("Example:\n  concertina " + example + "\n\n" + kExitCodes);
    // A verb under this one is read before, and stands.
    sub->callback([this, sub, verb = std::move(verb)] {
      if (sub->get_subcommands().empty()) verb_ = verb;
    });
    return sub;
  }

  void add_relay(CLI::App* sub) {
    sub->add_option("--relay", relay_.url, "address of the relay, like https://concertina.example");
    sub->add_option("--token", relay_.token, "enrolment token, where the relay asks for one");
  }

  void add_people() {
    auto* begin_app =
        add("begin", "begin: your room, on this machine", "begin --name Ada --relay http://127.0.0.1:8460",
            [this] { return begin(call_, name_, relay_, !without_code_); });
    begin_app->add_option("--name", name_, "what you want to be called")->required();
    begin_app->add_flag("--without-code", without_code_, "make the recovery code later");
    add_relay(begin_app);

    auto* invite_app = add("invite", "invite your partner by a link, and wait for them", "invite",
                           [this] { return invite(call_, invite_wait_); });
    invite_app->add_option("--wait", invite_wait_, "minutes to wait for them; 0 only prints the link")
        ->check(CLI::Range(0, 24 * 60));

    auto* join_app = add("join", "join your partner, who sent you a link",
                         "join 'http://127.0.0.1:8460/join#…' --name Ben",
                         [this] { return join(call_, link_, name_, relay_, join_wait_); });
    join_app->add_option("link", link_, "the whole link, between quotes")->required();
    join_app->add_option("--name", name_, "what you want to be called, if you have not begun yet");
    join_app->add_option("--token", relay_.token, "enrolment token, where the relay asks for one");
    join_app
        ->add_option("--wait", join_wait_,
                     "minutes to wait for the other side; 0 only says that you are here")
        ->check(CLI::Range(0, 24 * 60));

    auto* compare_app = add("compare", "the four words: show them, or say whether they are the same",
                            "compare yes", [this] { return compare(call_, answer_); });
    compare_app->add_option("answer", answer_, "yes or no")->check(CLI::IsMember({"yes", "no"}));
  }

  void add_devices() {
    auto* all =
        add("devices", "the devices that read your room", "devices", [this] { return devices(call_); });
    const auto under = [this](CLI::App* over, const std::string& name, const std::string& about,
                              const std::string& example, Verb verb) {
      CLI::App* sub = over->add_subcommand(name, about);
      sub->footer("Example:\n  concertina " + example + "\n\n" + kExitCodes);
      over->require_subcommand(0, 1);
      sub->callback([this, verb = std::move(verb)] { verb_ = verb; });
      return sub;
    };
    const auto add_wait = [this](CLI::App* sub, const std::string& what) {
      sub->add_option("--wait", device_wait_, "minutes to wait for " + what + "; 0 looks once")
          ->check(CLI::Range(0, 24 * 60));
    };
    add_wait(under(all, "add", "add a device of yours: a link for it, and four words", "devices add",
                   [this] { return cli::add_device(call_, device_wait_); }),
             "it");
    auto* join_app = under(all, "join", "make this machine a device of yours, by the link of another one",
                           "devices join 'http://127.0.0.1:8460/device#…'",
                           [this] { return join_devices(call_, link_, device_wait_); });
    join_app->add_option("link", link_, "the whole link, between quotes")->required();
    add_wait(join_app, "the other device");
    auto* compare_app =
        under(all, "compare", "the four words of both devices: show them, or say whether they are the same",
              "devices compare yes", [this] { return compare_devices(call_, answer_, device_wait_); });
    compare_app->add_option("answer", answer_, "yes or no")->check(CLI::IsMember({"yes", "no"}));
    add_wait(compare_app, "the other device, on the new one");
    auto* remove_app =
        under(all, "remove", "remove a device of yours: it reads nothing that is written from then on",
              "devices remove 3fa9", [this] { return remove_device(call_, id_); });
    remove_app->add_option("id", id_, "its id, as devices prints it")->required();

    auto* code = add("recovery", "your recovery code: is there one, and is it written down", "recovery",
                     [this] { return recovery(call_); });
    under(code, "new", "make a new one; the one before opens nothing from then on", "recovery new",
          [this] { return new_recovery(call_); });
    const auto add_code = [this](CLI::App* sub) {
      sub->add_option("--code-file", file_,
                      "file with the code in its first line (default: the terminal asks)");
    };
    add_code(under(code, "check", "is the code that you wrote down right?", "recovery check",
                   [this] { return check_recovery(call_, file_); }));
    auto* recover_app = add("recover", "bring all that is yours back on this machine, by your recovery code",
                            "recover --relay https://concertina.example",
                            [this] { return recover(call_, relay_.url, file_); });
    recover_app->add_option("--relay", relay_.url, "address of the relay")->required();
    add_code(recover_app);
  }

  // `optional`: nothing must be given, for what is not given stays as it is.
  void add_fields(CLI::App* sub, const std::vector<Option>& options, bool optional = false) {
    for (const Option& option : options) {
      auto* added = sub->add_option_function<std::string>(
          "--" + option.name,
          [this, name = option.name](const std::string& text) { write_.given[name] = text; }, option.how);
      if (option.needed && !optional) added->required();
    }
  }

  // The words by themselves, for what has nothing else.
  void add_text(CLI::App* sub) {
    sub->add_option_function<std::string>(
           "text", [this](const std::string& text) { write_.given["words"] = text; },
           "the words; where they begin with a dash, put -- before them")
        ->required();
  }

  // A verb that writes an entry of the kind of the same name.
  void add_kind(const std::string& kind, const std::string& about, const std::string& example) {
    auto* sub = add(kind, about, example, [this, kind] { return write_kind(call_, kind, write_); });
    add_fields(sub, options_of(kind));
    const Traits traits = traits_of(kind);
    if (traits.stands == Stands::either) add_table(sub);
    if (traits.dated) add_at(sub);
  }

  void add_table(CLI::App* sub) {
    sub->add_flag("--table", write_.table, "put a copy on the table, where your partner can read it");
  }
  void add_at(CLI::App* sub) {
    sub->add_option("--at", write_.at,
                    "the time it is about, like 2026-11-22 or '2026-11-22 15:46' (default: now)");
  }

  void add_writing() {
    add_kind("check-in", "how it is with your two needs: what you want, and what you have",
             "check-in --togetherness 8/3 --separateness 4/6 --words 'A full week' --table");
    auto* note_app = add("note", "words of yours", "note 'I slept well'",
                         [this] { return write_kind(call_, "note", write_); });
    add_text(note_app);
    add_table(note_app);
    add_at(note_app);
    add_kind("time-together", "time that you had together, and how it was for you; it stays in your room",
             "time-together --minutes 90 --presence 7 --motive 9 --at '2026-11-22 18:00'");
    add_kind("solitude", "time that you had to yourself; it stays in your room",
             "solitude --minutes 45 --words 'a walk along the river'");
    add_kind("signs", "how irritable, impatient, depressed, agitated, ill or anxious you are, each 0 to 3",
             "signs --irritable 2 --anxious 1");
    add_kind("reflection", "turn to yourself, step by step; leave out what you like, and correct it later",
             "reflection --happened 'You came late' --about togetherness --fear 'not mattering'");
    add_kind("circle-half", "your half of the circle in your words: when you …, I fear …, so I …",
             "circle-half --when 'go quiet' --fear 'that I lose you' --so 'ask again and again' --table");
    add_kind("gift", "what your partner's way of being gives you",
             "gift --side separateness --words 'You show me how to rest' --table");
    add_kind("stretch", "a small try of your less practised side",
             "stretch --side separateness --words 'An evening out alone' --expected 6");
    add_kind("invitation", "invite your partner to time together; they are free to take it or leave it",
             "invitation --words 'A walk?' --starts '2026-11-28 16:00' --minutes 60");
    add_kind("reply", "answer an invitation: an honest “not now” is worth more than a dutiful yes",
             "reply --invitation 3fa9c1d2 --says not-now");
    add_kind("my-time", "say when you will have time to yourself; the table shows “my time” and nothing else",
             "my-time --starts '2026-11-28 09:00' --minutes 120");
    auto* strain_app =
        add("strain", "mark a day as strained from outside (illness, a deadline, visitors), for both of you",
            "strain 2026-11-22 --words 'Visitors'", [this] { return strain(call_, day_, back_, write_); });
    strain_app->add_option("day", day_, "the day, like 2026-11-22 (default: today)");
    add_fields(strain_app, options_of("strain"));
    strain_app->add_flag("--take-back", back_, "take your own mark of that day back")
        ->excludes(strain_app->get_option("--words"));
    add_kind("quiet-answer", "are you afraid of how your partner may react? It stays in your room",
             "quiet-answer --afraid no");

    add("question", "the question that is open now: answer it, or don't", "question",
        [this] { return question(call_); });
    auto* answer_app =
        add("answer", "your answer to the open question; on the table it shows once both have one",
            "answer --table 'The bench by the river'", [this] { return answer(call_, write_); });
    add_text(answer_app);
    answer_app->add_flag("--table", write_.table, "put a copy on the table, for both of you");
    add("pass", "pass the open question over; nobody hears of it", "pass", [this] { return pass(call_); });

    auto* correct_app =
        add("correct", "say something of yours differently", "correct 3fa9c1d2 --words 'A fuller week'",
            [this] { return correct(call_, id_, write_); });
    correct_app->add_option("id", id_, "its id, as show prints it")->required();
    add_fields(correct_app, all_options(), true);

    auto* copy_app =
        add("copy", "put a copy of something in your room on the table, without what you leave out",
            "copy 3fa9c1d2 --fear ''", [this] { return copy(call_, id_, write_); });
    copy_app->add_option("id", id_, "its id, as show prints it")->required();
    add_fields(copy_app, all_options(), true);

    auto* back_app = add("take-back", "take something of yours back", "take-back 3fa9c1d2",
                         [this] { return take_back(call_, id_); });
    back_app->add_option("id", id_, "its id, as show prints it")->required();
  }

  void add_reading() {
    auto* show_app = add("show", "your room, the table, your history, your circle", "show table",
                         [this] { return show(call_, part_, offline_); });
    show_app
        ->add_option(
            "part", part_,
            "room, table, history; signs: whether they go together with your own unmet needs; fills: what "
            "fills you more, hours or presence; circle: yours and your partner's, in your words and measured")
        ->check(CLI::IsMember({"room", "table", "history", "signs", "fills", "circle"}));
    show_app->add_flag("--offline", offline_, "don't reach for the relay first");

    auto* sync_app = add("sync", "send what is unsent, take in what is new", "sync --watch",
                         [this] { return sync(call_, relay_, watch_); });
    sync_app->add_flag("--watch", watch_, "go on, and say when something new comes (Ctrl-C ends)");
    add_relay(sync_app);

    add_keeping();

    auto* pass_app = add("passphrase", "set, change or remove the passphrase of what is kept on this machine",
                         "passphrase", [this] { return passphrase(call_, file_, remove_); });
    auto* new_file = pass_app->add_option(
        "--new-file", file_, "file with the new one in its first line (default: the terminal asks)");
    pass_app->add_flag("--remove", remove_, "have none any more")->excludes(new_file);

    auto* mirror_app = add("mirror", "questions to words of your own, before you send them or instead",
                           "mirror letter.txt", [this] { return mirror_words(call_, file_, lines_); });
    mirror_app->add_option("file", file_, "the file; without it or with -, what is piped in or typed");
    mirror_app->add_flag("--lines", lines_, "each line is a text of its own, answered by a line of JSON");

    auto* verify_app =
        add("verify-web", "is the page that is served there the one of this build?",
            "verify-web https://concertina.example", [this] { return verify_web(call_, link_, file_); });
    verify_app->add_option("url", link_, "address of the relay that serves it")->required();
    verify_app->add_option(
        "--manifest", file_,
        "the hashes.json of a build (default: the one of the web app beside this program)");

    add("doctor", "is everything in order?", "doctor", [this] { return doctor(call_); });
  }

  void add_keeping() {
    auto* export_app = add(
        "export", "all that is yours as one file, to read and to take back", "export --out mine.txt", [this] {
          return export_all(call_, file_, text_ ? ExportAs::text : data_ ? ExportAs::data : ExportAs::both);
        });
    export_app->add_option("--out", file_, "the file (default: print it)");
    auto* text = export_app->add_flag("--text", text_, "only the text to read, day by day");
    export_app->add_flag("--data", data_, "JSON, for programs; it can't be taken back")->excludes(text);

    auto* import_app = add("import", "take an export of yours into your room", "import mine.txt",
                           [this] { return import_all(call_, file_); });
    import_app->add_option("file", file_,
                           "the file, as export wrote it; without it or with -, what is piped in");

    auto* leave_app = add("leave", "end the sharing with your partner; each keeps their own",
                          "leave --export mine.txt", [this] { return cli::leave(call_, file_, sure_); });
    leave_app->add_option("--export", file_, "write an export into this file first");
    leave_app->add_flag("--yes", sure_, "don't ask");

    auto* delete_app = add(
        "delete", "delete all that is yours, at the relay and here; what your partner received stays theirs",
        "delete --export mine.txt", [this] { return delete_room(call_, name_, file_, here_only_); });
    delete_app->add_option("--export", file_, "write an export into this file first");
    delete_app->add_option("--confirm", name_, "your name, instead of being asked for it");
    delete_app->add_flag("--here", here_only_,
                         "only this machine: for a relay that is gone, or a device that was removed");
  }

  Call call_;
  CLI::App& app_;
  Verb verb_;
  RelayArgs relay_;
  WriteArgs write_;
  std::string name_, link_, answer_, id_, part_, file_, day_;
  int invite_wait_ = 60, join_wait_ = 5, device_wait_ = 5;
  bool offline_ = false, watch_ = false, remove_ = false, lines_ = false, text_ = false, back_ = false,
       without_code_ = false, data_ = false, sure_ = false, here_only_ = false;
};

// The verb that a call names, with a blank behind each of its words: “rhythm fit ”. `first`: of these.
std::string verb_in(const std::string& first, const std::vector<std::string>& words, const CLI::App& app) {
  std::string out;
  const CLI::App* at = &app;
  for (const std::string& word : words) {
    const auto subs = at->get_subcommands([&](const CLI::App* one) { return one->get_name() == word; });
    if (subs.empty() || (at == &app && word != first)) continue;
    at = subs.front();
    out += word + " ";
  }
  return out;
}

// What can't be used in this call, and where to read on.
void say_usage(const CLI::ParseError& error, const std::vector<std::string>& words, const CLI::App& app,
               World& world) {
  // The first word that is no option, nor the value of one.
  std::string first;
  bool bare = true;
  for (std::size_t i = 0; i < words.size() && first.empty(); ++i) {
    if (words[i] == "--home" || words[i] == "--passphrase-file") {
      ++i;
    } else if (words[i].starts_with('-')) {
      bare = bare && words[i] == "--json";
    } else {
      first = words[i];
    }
  }
  if (first.empty() && bare) {
    world.err << app.help();
    return;
  }
  const std::vector<const CLI::App*> verbs = app.get_subcommands([](const CLI::App*) { return true; });
  const auto known = [&](const std::string& word) {
    return std::ranges::any_of(verbs, [&](const CLI::App* one) { return one->get_name() == word; });
  };
  if (!first.empty() && !known(first)) {
    world.err << "There is no verb “" << excerpt(first, 40) << "”.\nFor help: concertina --help\n";
    return;
  }
  std::string what = error.what();
  if (!what.ends_with('.')) what += '.';
  world.err << what << "\nFor help: concertina " << verb_in(first, words, app) << "--help\n";
}

}  // namespace

int run(const std::vector<std::string>& words, World& world) {
  CLI::App app(kAbout, "concertina");
  Reader reader(world, app);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error, world.out, world.err);
      return kOk;
    }
    say_usage(error, words, app, world);
    return kUsage;
  }
  Result<void> done;
  try {
    done = reader.run();
  } catch (const std::bad_alloc&) {
    done = fail(Code::storage,
                "This machine has not memory enough for that. Please ask for less at once, or close other "
                "programs.");
  } catch (const std::system_error& error) {
    done = fail(Code::storage, "This machine refused something that is needed: " + std::string(error.what()) +
                                   ". Please close other programs, and try again.");
  }
  if (done) return kOk;
  world.err << done.error().what << '\n';
  if (world.ended && done.error().code == Code::busy) return kInterrupted;
  return exit_code(done.error());
}

}  // namespace concertina::cli
