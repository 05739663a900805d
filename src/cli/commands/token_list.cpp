// `e401 token list`: the registry's own list.
#include "account/rotate.h"
#include "base/text.h"
#include "cli/commands/token_desk.h"
#include "cli/commands/token_options.h"
#include "cli/exit_code.h"
#include "findings/machine_text.h"

namespace e401::cli {
namespace {

constexpr auto options =
    joined(token_place_options, std::array<Option, 1>{{{.names = "--json", .help = "as JSON (e401.token-list/1)"}}});

std::string json_of(const std::vector<account::ListedToken>& tokens, const base::Secret& used) {
  base::JsonWriter w(true);
  w.begin_object().member("schema", "e401.token-list/1").key("tokens").begin_array();
  for (const account::ListedToken& t : tokens) {
    w.begin_object()
        .member("id", t.id)
        .member("name", t.name)
        .member("created", t.created)
        .member("expires", t.expires)
        .member("in_use", t.is(used));
    w.member("readonly", t.readonly).member("revoked", t.revoked).member("bypass_2fa", t.bypass_2fa);
    w.member("permission", t.permission).member("orgs_permission", t.orgs_permission);
    w.member("packages_all", t.packages_all);
    for (const auto& [name, texts] : {std::pair{"cidr", &t.cidr}, std::pair{"packages", &t.packages},
                                      std::pair{"scopes", &t.scopes}, std::pair{"orgs", &t.orgs}}) {
      w.key(name).begin_array();
      for (const std::string& text : *texts) w.value(text);
      w.end_array();
    }
    w.end_object();
  }
  return w.end_array().end_object().take() + "\n";
}

std::string line_of(const account::ListedToken& t, bool in_use) {
  std::string text = t.id + "  " + (t.name.empty() ? "(no name)" : t.name);
  const auto add = [&](bool is_so, const std::string& words) {
    if (is_so) text += "  " + words;
  };
  add(t.revoked, "REVOKED");
  add(!t.created.empty(), "created " + t.created.substr(0, 10));
  add(!t.expires.empty(), "expires " + t.expires.substr(0, 10));
  add(t.readonly && t.permission != "read-only", "read-only");
  add(!t.permission.empty(), t.permission);
  add(t.packages_all, "for all packages");
  for (const auto* names : {&t.packages, &t.scopes}) add(!names->empty(), "for " + base::join(*names, ", "));
  add(!t.orgs.empty(), "for the organisations " + base::join(t.orgs, ", ") +
                           (t.orgs_permission.empty() ? "" : " (" + t.orgs_permission + ")"));
  add(!t.cidr.empty(), "from " + base::join(t.cidr, ", "));
  add(t.bypass_2fa, "bypasses 2FA");
  add(in_use, "(in use here)");
  return base::printable(text) + "\n";
}

int run_list(Context& context) {
  return at_desk(context, [&](AtDesk& at) {
    const auto tokens = account::list_tokens(at.session, at.desk, at.otp);
    if (!tokens) return say_failure(context, tokens.error());
    if (context.arguments.has("--json"))
      context.world.terminal.out(findings::harmless_json(json_of(*tokens, at.desk.credential.value)));
    else
      for (const account::ListedToken& t : *tokens)
        context.world.terminal.out(line_of(t, t.is(at.desk.credential.value)));
    if (const account::ListedToken* own = account::find_own(*tokens, at.desk.credential.value))
      for (const account::ListedToken* t : account::left_by_killed_rotates(*tokens, *own))
        context.world.terminal.err("e401: " + base::printable(t->id) +
                                   " was left by a `token rotate` that was interrupted: the next one revokes it\n");
    if (tokens->empty())
      context.world.terminal.err("e401: " + at.desk.registry.host_port() +
                                 " lists no tokens of this account (some list only those of `token create`)\n");
    return exit_code::healthy;
  });
}

}  // namespace

extern const Command token_list_command;
constinit const Command token_list_command{
    .name = "token list",
    .summary = "lists the tokens of your account at a registry",
    .options = options,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual =
        "Nothing of a token's text is shown; the one in use here is marked. Where a host has no token API, the ways "
        "that it has are shown. Some registries (Verdaccio) list only what was made by `token create`.",
    .run = run_list,
};

}  // namespace e401::cli
