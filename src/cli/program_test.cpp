// The frame, with a world of its own: what is said on which output, and with which exit code.
#include "cli/program.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "cli/commands/table.h"
#include "cli/completion.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/masking_terminal.h"
#include "sys/disk.h"

namespace e401::cli {
namespace {

class Paper final : public world::Terminal {
 public:
  void out(std::string_view text) override { shown += text; }
  void err(std::string_view text) override { said += text; }
  void progress(std::string_view text) override { said += text; }
  bool can_ask() const override { return false; }
  std::optional<std::string> ask(std::string_view) override { return std::nullopt; }
  std::optional<base::Secret> ask_secret(std::string_view) override { return std::nullopt; }
  base::Result<std::string> read_stdin(std::size_t) override { return std::string(); }
  base::Result<std::string> read_stdin_ends(std::size_t, std::size_t) override { return std::string(); }
  std::string shown, said;
};
class NoHttp final : public world::Http {
 public:
  std::vector<world::HttpAnswer> ask(const std::vector<world::HttpRequest>&, int) override { return {}; }
};
class NoClock final : public world::Clock {
 public:
  std::int64_t now_s() const override { return 0; }
  std::int64_t monotonic_ms() const override { return 0; }
  void wait_ms(std::int64_t) override {}
};
// What a program would print goes to the paper too.
class Echo final : public world::Programs {
 public:
  explicit Echo(Paper& paper) : paper_(paper) {}
  base::Result<world::ProgramEnd> run(const world::ProgramRun& run) override {
    paper_.shown += "<" + run.argv[0] + ">";
    return world::ProgramEnd{};
  }
  base::Result<void> open_browser(const std::string&) override { return {}; }

 private:
  Paper& paper_;
};

constexpr Option options[] = {
    {.names = "--json", .help = "prints JSON"},
    {.names = "-l, --long", .help = "shows every option, also those with their default"},
    {.names = "--for", .argument = "WHAT", .help = "what is to be done", .choices = "install|publish"},
    {.names = "-w, --workspace", .argument = "NAME", .help = "a workspace", .repeats = true},
    {.names = "--cafile", .argument = "FILE", .help = "certificates; it's [optional]: a file"},
};
constexpr Positional specs[] = {{.name = "SPEC", .help = "a package", .repeats = true}};

int show_arguments(Context& context) {
  const Arguments& a = context.arguments;
  std::string text = a.has("--json") ? "json " : "";
  if (a.has("--long")) text += "long ";
  text += "for=" + a.value("--for").value_or("-");
  for (const auto& w : a.values("--workspace")) text += " w=" + w;
  for (const auto& p : a.positionals) text += " p=" + p;
  for (const auto& n : a.npm_options) text += " npm=" + n;
  for (const auto& c : a.command) text += " c=" + c;
  context.world.terminal.out(text);
  return 0;
}
bool takes_value(std::string_view name) {
  return name == "userconfig";
}

int leak(Context& context) {
  context.world.terminal.out("the token is npm_");
  context.redactor.learn(base::Secret("npm_0123456789"));
  context.world.terminal.out("0123456789\n");
  context.world.terminal.err("again npm_0123456789\n");
  return exit_code::found;
}
int crash(Context&) {
  throw std::runtime_error("npm_0123456789 in a message");
}
int crash_oddly(Context&) {
  throw 5;
}
int start_program(Context& context) {
  context.world.terminal.out("before ");
  (void)context.world.programs.run({.argv = {"child"}});
  context.world.terminal.out(" after");
  return 0;
}

const Command doctor{.name = "doctor",
                     .summary = "looks",
                     .options = options,
                     .positionals = specs,
                     .tail = Tail::command,
                     .run = show_arguments};
const Command config_list{.name = "config list",
                          .summary = "lists",
                          .options = options,
                          .positionals = specs,
                          .npm_takes_value = takes_value,
                          .manual = "One\nparagraph - here.\n\n  .example it's\n",
                          .run = show_arguments};
const Command config_get{
    .name = "config get", .summary = "gets", .options = options, .positionals = specs, .run = show_arguments};
const Command start_command{
    .name = "run", .summary = "starts", .options = options, .tail = Tail::command_only, .run = show_arguments};
const Command leaking{.name = "leak", .summary = "leaks", .run = leak};
const Command crashing{.name = "crash", .summary = "crashes", .run = crash};
const Command crashing_oddly{.name = "crash-oddly", .summary = "crashes", .run = crash_oddly};
const Command child{.name = "child", .summary = "starts", .run = start_program, .hidden = true};
constexpr const Command* table[] = {&doctor,  &config_list, &config_get,     &start_command,
                                    &leaking, &crashing,    &crashing_oddly, &child};

struct Result {
  int code;
  std::string out, err;
};
Result run(const std::vector<std::string>& words, std::span<const Command* const> commands = table) {
  Paper paper;
  NoHttp http;
  NoClock clock;
  Echo programs(paper);
  sys::Disk disk;
  const world::World world{{}, disk, http, clock, programs, paper};
  const int code = run_program(commands, world, words);
  return {code, paper.shown, paper.said};
}

int show_npm_words(Context& context) {
  context.world.terminal.out(context.arguments.has("--json") ? "json" : "-");
  for (const std::string& word : context.arguments.npm_words) context.world.terminal.out(" " + word);
  return 0;
}
constexpr Option options_of_npm_too[] = {{.names = "-l, --long", .npm_too = true},
                                         {.names = "--json", .npm_too = true},
                                         {.names = "--registry", .argument = "URL", .npm_too = true},
                                         {.names = "--sources"}};

TEST(Program, NpmReadsEveryWordButTheOptionsOfE401Alone) {
  const Command list{.name = "list",
                     .options = options_of_npm_too,
                     .positionals = specs,
                     .npm_takes_value = takes_value,
                     .run = show_npm_words};
  const Command* const commands[] = {&list};
  const auto words = [&](std::vector<std::string> said) {
    said.insert(said.begin(), "list");
    return run(said, commands).out;
  };
  EXPECT_EQ(words({"--sources", "-l", "a", "--json", "--userconfig", "f", "b"}), "json -l a --json --userconfig f b");
  EXPECT_EQ(words({"--json=false", "--no-json", "--registry", "u", "--registry=v"}),
            "- --json=false --no-json --registry u --registry=v");
  EXPECT_EQ(words({"--fund", "false", "--", "--json"}), "- --fund false -- --json");
}

TEST(Program, TakesDoctorWhereNoCommandIsNamed) {
  EXPECT_EQ(run({}).out, "for=-");
  EXPECT_EQ(run({"--json", "--for", "install", "left-pad"}).out, "json for=install p=left-pad");
  EXPECT_EQ(run({"doctor", "left-pad"}).out, "for=- p=left-pad");
}

TEST(Program, SaysWhereACommandStandsBehindOptions) {
  const Result r = run({"--json", "run"});
  EXPECT_EQ(r.code, exit_code::usage);
  EXPECT_NE(r.err.find("the command comes first: e401 run"), std::string::npos) << r.err;
  EXPECT_EQ(run({"doctor", "--json", "run"}).out, "json for=- p=run");
}

TEST(Program, RefusesWhatIsNeitherItsOwnOptionNorNpms) {
  const Command asks{.name = "doctor",
                     .options = options_of_npm_too,
                     .npm_takes_value = takes_value,
                     .is_npms = [](std::string_view name) { return name == "userconfig"; },
                     .run = show_npm_words};
  const Command* const commands[] = {&asks};
  EXPECT_EQ(run({"--userconfig=f"}, commands).code, 0);
  const Result wrong = run({"--jsn"}, commands);
  EXPECT_EQ(wrong.code, exit_code::usage);
  EXPECT_NE(wrong.err.find("'doctor' has no option --jsn, and npm has none; did you mean --json?"), std::string::npos)
      << wrong.err;
}

TEST(Program, KnowsCommandsOfTwoWords) {
  EXPECT_EQ(run({"config", "list", "-l"}).out, "long for=-");
  const Result half = run({"config"});
  EXPECT_EQ(half.code, exit_code::usage);
  EXPECT_EQ(half.err,
            "e401: 'config' needs one more word: e401 config list, e401 config get\n      e401 --help lists them\n");
}

TEST(Program, SuggestsTheCommandThatWasMeant) {
  const Result result = run({"dokter"});
  EXPECT_EQ(result.code, exit_code::usage);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "e401: there is no command 'dokter'; did you mean 'doctor'?\n      e401 --help lists them\n");
}

TEST(Program, ReadsOptionsInEveryUsualForm) {
  EXPECT_EQ(run({"doctor", "-l", "-wone", "-w", "two", "--workspace=three", "--for=publish"}).out,
            "long for=publish w=one w=two w=three");
  EXPECT_EQ(run({"doctor", "--for", "install", "--for", "publish"}).out, "for=publish");
  EXPECT_EQ(run({"doctor", "--workspace", "-x", "-"}).out, "for=- w=-x p=-");
}

TEST(Program, EndsAtAnotherProgramsCommandLine) {
  EXPECT_EQ(run({"doctor", "a", "--", "npm", "--json"}).out, "for=- p=a c=npm c=--json");
  EXPECT_EQ(run({"run", "--json", "npm", "install", "--json", "--", "x"}).out,
            "json for=- c=npm c=install c=--json c=-- c=x");
  EXPECT_EQ(run({"run", "--", "--odd"}).out, "for=- c=--odd");
  EXPECT_EQ(run({"run"}).code, exit_code::usage);
  EXPECT_EQ(run({"config", "get", "--", "--x"}).code, exit_code::healthy);
}

TEST(Program, LeavesNpmsOptionsToNpm) {
  EXPECT_EQ(
      run({"config", "list", "--userconfig", "file", "--foo", "bar", "--//h.example/:_authToken=x", "--json", "-reg"})
          .out,
      "json for=- p=bar npm=--userconfig npm=file npm=--foo npm=--//h.example/:_authToken=x npm=-reg");
}

TEST(Program, RefusesWhatMakesNoSenseAndSaysWhy) {
  EXPECT_EQ(run({"doctor", "--jsn"}).err,
            "e401: 'doctor' has no option --jsn; did you mean --json?\n      usage: e401 doctor [OPTIONS] [SPEC...] "
            "[-- COMMAND...]\n");
  EXPECT_EQ(run({"doctor", "--json=yes"}).err.substr(0, 26), "e401: --json takes no valu");
  EXPECT_EQ(run({"doctor", "--for"}).err.substr(0, 37), "e401: --for needs a value: --for WHAT");
  EXPECT_EQ(run({"doctor", "--for", "fun"}).err.substr(0, 46), "e401: --for takes one of: install, publish\n   ");
  EXPECT_EQ(run({"leak", "s3cret"}).err.substr(0, 40), "e401: 1 word too many: 1 given, 0 taken\n");
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"doctor", "--jsn"}, {"doctor", "--for"}, {"leak", "x"}})
    EXPECT_EQ(run(words).code, exit_code::usage);
}

TEST(Program, NeverRepeatsASecretThatWasPutInTheWrongPlace) {
  const std::string token = "npm_0123456789012345678901234567890123";
  for (const auto& words : std::vector<std::vector<std::string>>{{token},
                                                                 {"leak", token},
                                                                 {"doctor", "--token=" + token},
                                                                 {"doctor", "--for", token},
                                                                 {"doctor", "-" + token}}) {
    const Result result = run(words);
    EXPECT_EQ(result.code, exit_code::usage);
    EXPECT_EQ((result.out + result.err).find(token.substr(4)), std::string::npos) << result.err;
  }
}

TEST(Program, ShowsNoControlCharactersFromTheCommandLine) {
  EXPECT_EQ(run({"a\x1b[2J"}).err.find('\x1b'), std::string::npos);
}

TEST(Program, MasksALearntSecretOnBothOutputsAlsoInPieces) {
  const Result result = run({"leak"});
  EXPECT_EQ(result.code, exit_code::found);
  EXPECT_EQ(result.out, "the token is ***\n");
  EXPECT_EQ(result.err, "again ***\n");
}

TEST(Program, EndsAFaultOfItsOwnWithoutShowingData) {
  const Result result = run({"crash"});
  EXPECT_EQ(result.code, exit_code::internal);
  EXPECT_NE(result.err.find("internal error (St13runtime_error)"), std::string::npos);
  EXPECT_EQ(result.err.find("npm_"), std::string::npos);
  EXPECT_EQ(run({"crash-oddly"}).code, exit_code::internal);
}

TEST(Program, WritesWhatItSaidBeforeAnotherProgramSpeaks) {
  EXPECT_EQ(run({"child"}).out, "before <child> after");
}

TEST(Program, TellsItsVersionAndItsCommands) {
  EXPECT_EQ(run({"--version"}).out.substr(0, 5), "e401 ");
  const Result help = run({"--help"});
  EXPECT_EQ(help.code, exit_code::healthy);
  EXPECT_NE(help.out.find("config list"), std::string::npos);
  EXPECT_EQ(help.out.find("child"), std::string::npos);
  EXPECT_NE(run({"doctor", "-h"}).out.find("-w, --workspace NAME"), std::string::npos);
  EXPECT_NE(run({"doctor", "--help"}).out.find("(install, publish)"), std::string::npos);
}

TEST(MaskingTerminal, WritesLongOutputInWholeLines) {
  Paper paper;
  base::Redactor redactor;
  redactor.learn(base::Secret("s3cr3t-value"));
  MaskingTerminal terminal(paper, redactor);
  std::string line(1000, 'x');
  line += "s3cr3t-value\n";
  for (int i = 0; i < 1000; ++i) terminal.out(line);
  terminal.flush();
  EXPECT_EQ(paper.shown.size(), 1000u * 1004);
  EXPECT_EQ(paper.shown.find("s3cr3t"), std::string::npos);
}

TEST(Help, OfEveryRealCommandFitsTheWindow) {
  for (const Command* command : commands()) {
    EXPECT_TRUE(command->run) << command->name;
    EXPECT_FALSE(command->summary.empty() || command->summary.ends_with('.')) << command->name;
    const std::string text = long_help_text(*command);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      EXPECT_LE(end - at, 120u) << command->name << ": " << text.substr(at, end - at);
      at = end + 1;
    }
  }
}

TEST(ManualPage, EscapesWhatRoffWouldTakeForItself) {
  const std::string page = manual_page(config_list);
  EXPECT_NE(page.find("One\nparagraph \\- here."), std::string::npos);
  EXPECT_NE(page.find(".EX\n  .example it's\n.EE"), std::string::npos);
  EXPECT_NE(page.find(".B \\-w, \\-\\-workspace NAME"), std::string::npos);
}

TEST(Completion, NamesEveryOptionOfEveryVisibleCommandInEveryShell) {
  for (const std::string& text : {bash_completion(table), zsh_completion(table), fish_completion(table)}) {
    for (const char* word : {"doctor", "config", "list", "workspace", "cafile", "install publish"})
      EXPECT_NE(text.find(word), std::string::npos) << word;
    EXPECT_EQ(text.find("child"), std::string::npos);
  }
}

}  // namespace
}  // namespace e401::cli
