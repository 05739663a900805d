// `e401 explain FILE|-|CODE`.
#include "doctor/explain.h"

#include "base/limits.h"
#include "base/text.h"
#include "cli/commands/common.h"
#include "cli/exit_code.h"
#include "rules/rule.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {{.names = "--json", .help = "the answer as JSON (e401.explain/1)"}};
constexpr Positional positionals[] = {{.name = "FILE|-|CODE", .help = "an npm debug log, pasted output (- reads stdin), a cause code, or npm's error code", .required = true, .is_file = true}};

std::string pages_for_npm_code(const std::string& code) {
  std::string out;
  for (const rules::Rule& rule : rules::all_rules()) {
    const std::string_view page = rules::page_of(rule.code);
    const std::size_t output = page.find("## Common output");
    const std::string_view part = output == std::string_view::npos ? page : page.substr(output, page.find("\n## ", output + 1) - output);
    if (part.find(code) == std::string_view::npos) continue;
    const std::size_t quote = page.find("> ");
    out += "  " + std::string(rule.code) + "\n      " + (quote == std::string_view::npos ? "" : std::string(page.substr(quote + 2, page.find('\n', quote) - quote - 2))) + "\n";
  }
  return out;
}

bool looks_like_code(const std::string& text) { return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string::npos; }

int explain_text(Context& context, const std::string& text) {
  const npm::LoggedRun run = npm::parse_log(text);
  const doctor::Explanation e = doctor::explain(run);
  context.world.terminal.out(context.arguments.has("--json") ? doctor::render_explanation_json(run, e)
                                                             : doctor::render_explanation_text(run, e, style_of(context)));
  if (e.failure.empty()) return run.finished_ok ? exit_code::healthy : exit_code::unproven;
  return e.certain ? exit_code::found : exit_code::unproven;
}

int run(Context& context) {
  const std::string& what = context.arguments.positionals.front();
  if (what == "-") {
    auto text = context.world.terminal.read_stdin(limits::debug_log_max_bytes);
    if (!text) {
      context.world.terminal.err("e401: " + text.error().text() + "\n");
      return exit_code::usage;
    }
    return explain_text(context, *text);
  }
  if (const std::string_view page = rules::page_of(what); !page.empty()) {
    context.world.terminal.out(std::string(page));
    return exit_code::healthy;
  }
  if (looks_like_code(what)) {
    const std::string meaning = doctor::meaning_of_code(what);
    const std::string pages = pages_for_npm_code(what);
    if (!meaning.empty() || !pages.empty()) {
      context.world.terminal.out(what + "\n\n" + (meaning.empty() ? "" : meaning + "\n\n") + "Causes whose pages show it (e401 explain CAUSE):\n\n" + pages);
      return exit_code::healthy;
    }
  }
  const std::string path = what.starts_with('/') ? what : context.world.environment.cwd + "/" + what;
  auto text = context.world.files.read(path, limits::debug_log_max_bytes);
  if (!text) {
    context.world.terminal.err("e401: '" + base::printable(npm::shown_url(what)) + "' is neither a cause code, an error code of npm's, nor a file that can be read (" + text.error().what + ")\n");
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
    .manual = "Reads npm's debug logs and terminal or CI output of npm 6 to 12: which host answered what to which request, and what that means.\n\n"
              "  e401 explain ~/.npm/_logs/2026-11-24T08_00_00_000Z-debug-0.log\n  pbpaste | e401 explain -\n  e401 explain E404\n  e401 explain auth-key-host-mismatch",
    .run = run,
};

}  // namespace e401::cli
