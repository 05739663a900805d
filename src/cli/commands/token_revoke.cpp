// `e401 token revoke`: ends tokens by their ids in the registry's list.
#include <algorithm>

#include "base/text.h"
#include "cli/commands/token_desk.h"
#include "cli/commands/token_options.h"
#include "cli/exit_code.h"
#include "providers/token_shapes.h"

namespace e401::cli {
namespace {

constexpr Positional positionals[] = {
    {.name = "ID", .help = "from `e401 token list`", .required = true, .repeats = true}};

base::Result<std::string> key_of(const std::vector<account::ListedToken>& tokens, const std::string& id) {
  const account::ListedToken* found = nullptr;
  for (const account::ListedToken& t : tokens) {
    if (!t.key.starts_with(id)) continue;
    if (found)
      return base::fail("the id " + base::printable(id) + " fits several tokens; give more of it. Nothing was revoked");
    found = &t;
  }
  if (!found)
    return base::fail("the registry lists no token with the id " + base::printable(id) +
                      "; `e401 token list` shows the ids. Nothing was revoked");
  return found->key;
}

// " (~/.npmrc:3)"
std::string place_of(Context& context, const AtDesk& at) {
  if (!at.desk.credential.entry) return {};
  const std::string place = account::words_for_place(*at.desk.credential.entry);
  return " (" + findings::with_short_paths(place, style_of(context)) + ")";
}

int run_revoke(Context& context) {
  for (const std::string& id : context.arguments.positionals)
    if (providers::shape_of(base::Secret(id)) || id.empty()) {
      context.world.terminal.err(
          "e401: this is a token, not its id: a token on the command line can be read by everybody on this machine, "
          "and stays in the shell's history. "
          "`e401 token list` shows the ids\n");
      return exit_code::usage;
    }
  return at_desk(context, [&](AtDesk& at) {
    const auto tokens = account::list_tokens(at.session, at.desk, at.otp);
    if (!tokens) return say_failure(context, tokens.error());
    std::vector<std::string> keys;  // all are known before the first one goes
    for (const std::string& id : context.arguments.positionals) {
      const auto key = key_of(*tokens, id);
      if (!key) return say_failure(context, key.error());
      if (std::find(keys.begin(), keys.end(), *key) == keys.end()) keys.push_back(*key);
    }
    const account::ListedToken* own = account::find_own(*tokens, at.desk.credential.value);
    // The one that all of this is asked with goes last.
    if (own)
      if (const auto at_own = std::find(keys.begin(), keys.end(), own->key); at_own != keys.end())
        std::rotate(at_own, at_own + 1, keys.end());
    for (const std::string& key : keys)
      if (const auto done = account::revoke_token(at.session, at.desk, key, at.otp); !done)
        return say_failure(context, done.error());
    context.world.terminal.out("Revoked " + base::counted(keys.size(), "token") + "\n");
    if (own && std::find(keys.begin(), keys.end(), own->key) != keys.end())
      context.world.terminal.err("e401: the one in use here was among them" + place_of(context, at) +
                                 ": e401 login --registry " + at.desk.registry.shown() + " gets another\n");
    return exit_code::healthy;
  });
}

}  // namespace

extern const Command token_revoke_command;
constinit const Command token_revoke_command{
    .name = "token revoke",
    .summary = "ends tokens by their ids",
    .options = token_place_options,
    .positionals = positionals,
    .npm_takes_value = npm_option_takes_value,
    .is_npms = is_npms_option,
    .manual = "All ids are looked up before the first token is revoked.",
    .run = run_revoke,
};

}  // namespace e401::cli
