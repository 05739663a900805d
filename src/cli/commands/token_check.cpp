// `e401 token check`: account/check as a table for people, or JSON for CI.
#include "account/check.h"
#include "base/shell.h"
#include "base/text.h"
#include "cli/commands/token_common.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"

namespace e401::cli {
namespace {

constexpr Option options[] = {
    {.names = "--fail-if-expiring",
     .argument = "TIME",
     .help = "exit code 1 also for what ends within this time: 14d, 12h"},
    {.names = "--offline", .help = "ask no registry"},
    {.names = "--ask-issuer",
     .help = "ask the host's own API when a token ends, also at a path to which npm does not send it (GitLab)"},
    {.names = "--trust-project", .help = "try also what only this project's files name"},
    {.names = "--json", .help = "as JSON (e401.token-check/1)"},
};

std::string span_words(std::int64_t seconds) {
  if (seconds < 60) return "less than a minute";
  if (seconds < 3600) return base::counted(static_cast<std::size_t>(seconds / 60), "minute");
  if (seconds < 2 * 86'400) return base::counted(static_cast<std::size_t>(seconds / 3600), "hour");
  return base::counted(static_cast<std::size_t>(seconds / 86'400), "day");
}

std::string text_of(const account::Checked& c, std::int64_t now_s, const findings::TextStyle& style) {
  std::string text = std::string(account::name_of(c.state)) + ": " + base::printable(c.key) + "\n  " +
                     base::printable(findings::with_short_paths(c.place, style)) +
                     (c.kind == "none" ? "" : ": " + c.kind);
  if (!c.called.empty()) text += " \"" + base::printable(c.called) + "\"";
  if (!c.fingerprint.empty()) text += ", fingerprint " + c.fingerprint;
  if (c.age_s) text += (c.age_is_of_file ? ", its file was written " : ", made ") + span_words(*c.age_s) + " ago";
  if (c.expires_s)
    text += "\n  " +
            (*c.expires_s <= now_s ? "expired " + span_words(now_s - *c.expires_s) + " ago"
                                   : "expires in " + span_words(*c.expires_s - now_s)) +
            " (" + c.end_from + ")";
  else if (!c.issuer.empty())
    text += "\n  when it ends is not known: this host tells it at " + base::printable(c.issuer) +
            ", to which npm does not send it (--ask-issuer does)";
  else if (c.state != account::State::dead)
    text += "\n  when it ends is not known" + (c.lifetime.empty() ? "" : "; tokens there live: " + c.lifetime);
  text += "\n  " + base::printable(c.proof) + "\n";
  if (c.last_proof_s && c.state != account::State::alive)
    text += "  last seen alive " + span_words(now_s - *c.last_proof_s) + " ago\n";
  if (c.state == account::State::dead && !c.variable.empty())
    text += "  another one: give the variable " + base::printable(c.variable) + " a new value\n";
  else if (c.state == account::State::dead && !c.registry.empty())
    text += "  get a new one: e401 login --registry " + base::shell_word(npm::shown_url(c.registry)) + "\n";
  return text;
}

std::string json_of(const std::vector<account::Checked>& all, bool failed) {
  base::JsonWriter w(true);
  w.begin_object().member("schema", "e401.token-check/1").member("ok", !failed).key("credentials").begin_array();
  for (const account::Checked& c : all) {
    w.begin_object()
        .member("key", c.key)
        .member("host", c.host)
        .member("registry", npm::shown_url(c.registry))
        .member("kind", c.kind)
        .member("place", c.place);
    w.member("state", account::name_of(c.state))
        .member("expiring", c.expiring)
        .member("proof", base::printable(c.proof));
    if (!c.file.empty()) w.member("file", c.file).member("line", static_cast<long long>(c.line));
    if (!c.variable.empty()) w.member("variable", base::printable(c.variable));
    if (c.last_proof_s) w.member("last_proof_s", static_cast<long long>(*c.last_proof_s));
    if (!c.issuer.empty()) w.member("issuer_not_asked", c.issuer);
    if (!c.called.empty()) w.member("called", base::printable(c.called));
    if (!c.fingerprint.empty()) w.member("fingerprint", c.fingerprint);
    if (!c.name.empty()) w.member("name", c.name);
    if (c.age_s)
      w.member("age_s", static_cast<long long>(*c.age_s)).member("age_of", c.age_is_of_file ? "file" : "token");
    if (c.expires_s) w.member("expires_s", static_cast<long long>(*c.expires_s)).member("expires_from", c.end_from);
    if (!c.lifetime.empty()) w.member("lifetime", c.lifetime);
    w.end_object();
  }
  return w.end_array().end_object().take() + "\n";
}

int run(Context& context) {
  const Arguments& args = context.arguments;
  account::CheckRequest request{args.has("--offline"), args.has("--trust-project"), args.has("--ask-issuer"),
                                std::nullopt};
  if (const auto text = args.value("--fail-if-expiring")) {
    request.fail_if_expiring_s = account::duration_s(*text);
    if (!request.fail_if_expiring_s) {
      context.world.terminal.err("e401: --fail-if-expiring wants a time: 14d, 12h, 90m\n");
      return exit_code::usage;
    }
  }
  const auto config = load_for_account(context);
  if (!config) return exit_code::found;
  const account::Session session(context.world, *config, hands_of(context));
  tell_own_config(context, session);
  const std::vector<account::Checked> all = account::check_credentials(session, request);
  bool failed = false, unproven = false;
  for (const account::Checked& c : all) {
    failed = failed || c.state == account::State::dead || c.expiring;
    unproven = unproven || (c.state == account::State::unknown && !request.offline);
    unproven = unproven || (request.fail_if_expiring_s && !c.expires_s && !c.issuer.empty());
  }
  world::Terminal& terminal = context.world.terminal;
  if (args.has("--json")) {
    terminal.out(findings::harmless_json(json_of(all, failed)));
  } else {
    if (all.empty()) terminal.out("no credentials are configured here\n");
    for (const account::Checked& c : all) terminal.out(text_of(c, context.world.clock.now_s(), style_of(context)));
  }
  return failed ? exit_code::found : unproven ? exit_code::unproven : exit_code::healthy;
}

}  // namespace

extern const Command token_check_command;
constinit const Command token_check_command{
    .name = "token check",
    .summary = "shows every credential that is used here: where it stands, whether it lives, when it ends",
    .options = options,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "Each one is tried, with GET, only at the host that npm would send it to. When it ends is known from the "
        "host's list of tokens, from what the host says of it (GitHub; GitLab with --ask-issuer), from a JSON Web "
        "Token itself, or from the date of its file where a host gives all of them one lifetime; else the vendor's "
        "words are shown. When each was last seen to be alive is remembered. "
        "Exit code 1: one is dead, or ends within --fail-if-expiring; 3: one could not be proven, or the host knows "
        "when it ends and was not asked.\n\n"
        "  e401 token check --fail-if-expiring 14d --json",
    .run = run,
};

}  // namespace e401::cli
