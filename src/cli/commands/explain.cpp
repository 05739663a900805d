// `e401 explain [FILE|-|CODE]`: what a text shows; the page of a cause; the causes of one of npm's codes; without an
// argument, all causes.
#include "doctor/explain.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/exit_code.h"
#include "cli/page_text.h"
#include "findings/layout.h"
#include "npm/log_files.h"
#include "npm/url.h"
#include "rules/rule.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--json",
     .help = "as JSON: a log's answer (e401.explain/1), a page (e401.page/1), causes (e401.causes/1)"}};
constexpr Positional positionals[] = {
    {.name = "FILE|-|CODE",
     .help =
         "an npm debug log, pasted output (- reads stdin), a cause code, or npm's error code; nothing lists all causes",
     .is_file = true}};

constexpr ExitStatus statuses[] = {{"0", "the run ended well, or what was asked for is shown"},
                                   {"1", "the text itself proves the cause"},
                                   {"3", "several causes fit, the likeliest first; or the text shows no failure"}};

constexpr int plain_columns = 1'000'000;  // a page in JSON is laid out by whoever shows it

std::string cause_line(std::string_view code, int columns) {
  constexpr int indent = 6;
  return "  " + std::string(code) + "\n" + std::string(indent, ' ') +
         findings::wrapped(page_definition(rules::page_of(code)), columns, indent, indent) + "\n";
}

void write_cause(base::JsonWriter& json, std::string_view code) {
  json.begin_object().member("code", code).member("definition", page_definition(rules::page_of(code))).end_object();
}

std::string_view common_output_of(std::string_view page) {
  const std::size_t begin = page.find("## Common output");
  return begin == std::string_view::npos ? page : page.substr(begin, page.find("\n## ", begin + 1) - begin);
}

// The likeliest causes as for a log, then every other whose page shows that code.
std::vector<std::string_view> causes_of(std::string_view npm_code, const doctor::CodeMeaning* known) {
  std::vector<std::string_view> out;
  if (known)
    for (const std::string_view cause : base::split(known->causes, ','))
      if (!cause.empty()) out.push_back(cause);
  const std::string words = (known ? "" : "code ") + std::string(npm_code);
  for (const rules::Rule& rule : rules::all_rules())
    if (std::find(out.begin(), out.end(), rule.code) == out.end() &&
        common_output_of(rules::page_of(rule.code)).find(words) != std::string_view::npos)
      out.push_back(rule.code);
  return out;
}

// "E401", "e404", "ENEEDAUTH", "128": how npm writes its codes, in any case.
std::optional<std::string> npm_code(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const bool is_code =
      !upper.empty() && upper.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos;
  return is_code ? std::optional(upper) : std::nullopt;
}

int list_causes(Context& context) {
  if (context.arguments.has("--json")) {
    base::JsonWriter json(true);
    json.begin_object().member("schema", "e401.causes/1").key("causes").begin_array();
    for (const rules::Rule& rule : rules::all_rules()) write_cause(json, rule.code);
    context.world.terminal.out(json.end_array().end_object().take() + "\n");
    return exit_code::healthy;
  }
  std::string out = "Causes that e401 knows, the deepest first (e401 explain CAUSE tells more):\n\n";
  for (const rules::Rule& rule : rules::all_rules()) out += cause_line(rule.code, style_of(context).columns);
  context.world.terminal.out(out);
  return exit_code::healthy;
}

int show_page(Context& context, const std::string& code, std::string_view page) {
  if (context.arguments.has("--json")) {
    base::JsonWriter json(true);
    json.begin_object().member("schema", "e401.page/1").member("code", code);
    json.member("definition", page_definition(page)).member("page", page_as_text(page, plain_columns)).end_object();
    context.world.terminal.out(json.take() + "\n");
  } else {
    context.world.terminal.out(page_as_text(page, style_of(context).columns));
  }
  return exit_code::healthy;
}

std::string code_as_json(const std::string& code, const doctor::CodeMeaning* known,
                         const std::vector<std::string_view>& causes) {
  base::JsonWriter json(true);
  json.begin_object().member("schema", "e401.causes/1").member("npm_code", code);
  json.member("meaning", known ? known->meaning : std::string_view()).key("causes").begin_array();
  for (const std::string_view cause : causes) write_cause(json, cause);
  return json.end_array().end_object().take() + "\n";
}

bool explain_npm_code(Context& context, const std::string& code) {
  const doctor::CodeMeaning* known = doctor::meaning_of_code(code);
  const std::vector<std::string_view> causes = causes_of(code, known);
  if (!known && causes.empty()) return false;
  if (context.arguments.has("--json")) {
    context.world.terminal.out(code_as_json(code, known, causes));
    return true;
  }
  std::string page = "# " + code + "\n";
  if (known) page += "\n" + std::string(known->meaning) + "\n";
  std::string out = page_as_text(page, style_of(context).columns);
  const std::string likely = known ? std::string(known->causes) : "";
  const auto usual = static_cast<std::size_t>(likely.empty() ? 0 : std::count(likely.begin(), likely.end(), ',') + 1);
  for (std::size_t i = 0; i < causes.size(); ++i) {
    if (i == 0 && usual > 0) out += "\nThe likeliest causes, in this order (e401 explain CAUSE tells more):\n\n";
    if (i == usual) out += usual > 0 ? "\nRarer ones:\n\n" : "\nCauses (e401 explain CAUSE tells more):\n\n";
    out += cause_line(causes[i], style_of(context).columns);
  }
  context.world.terminal.out(out);
  return true;
}

int explain_text(Context& context, const std::string& text) {
  const npm::LoggedRun run = npm::parse_log(text);
  const doctor::Explanation e = doctor::explain(run);
  context.world.terminal.out(context.arguments.has("--json")
                                 ? doctor::render_explanation_json(run, e)
                                 : doctor::render_explanation_text(run, e, style_of(context)));
  if (e.failure.empty()) return run.finished_ok ? exit_code::healthy : exit_code::unproven;
  return e.certain ? exit_code::found : exit_code::unproven;
}

int run(Context& context) {
  if (context.arguments.positionals.empty()) return list_causes(context);
  const std::string& what = context.arguments.positionals.front();
  if (what == "-") {
    auto text =
        context.world.terminal.read_stdin_ends(2 * limits::debug_log_ends_max_bytes, limits::debug_log_ends_max_bytes);
    if (!text) {
      context.world.terminal.err("e401: " + text.error().text() + "\n");
      return exit_code::usage;
    }
    return explain_text(context, *text);
  }
  const std::string cause = base::ascii_lower(what);
  if (const std::string_view page = rules::page_of(cause); !page.empty()) return show_page(context, cause, page);
  if (const auto code = npm_code(what); code && explain_npm_code(context, *code)) return exit_code::healthy;
  const std::string path = what.starts_with('/') ? what : context.world.environment.cwd + "/" + what;
  auto text = npm::read_log(context.world.files, path);
  if (!text) {
    context.world.terminal.err("e401: '" + base::printable(npm::shown_url(what)) +
                               "' is neither a cause code, an error code of npm's, nor a file that can be read (" +
                               text.error().what + ")\n");
    return exit_code::usage;
  }
  return explain_text(context, *text);
}

}  // namespace

extern const Command explain_command;
constinit const Command explain_command{
    .name = "explain",
    .summary = "says what a log, pasted output or an error code means",
    .options = options,
    .positionals = positionals,
    .manual =
        "Reads npm's debug logs and terminal or CI output of npm 6 to 12 (and knows pnpm's, Yarn's and Bun's when it "
        "sees it): which host answered what to which request, and what that means. "
        "Without an argument it lists all causes.\n\n"
        "  e401 explain ~/.npm/_logs/2026-11-24T08_00_00_000Z-debug-0.log\n  pbpaste | e401 explain -\n  e401 explain "
        "E404\n  e401 explain auth-key-host-mismatch",
    .statuses = statuses,
    .run = run,
};

}  // namespace e401::cli
