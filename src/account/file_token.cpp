#include "account/file_token.h"

#include <algorithm>

#include "account/rc_editor.h"
#include "base/digest.h"

namespace e401::account {
namespace {

// All that makes a credential under a prefix: what is not the new one would be another for the same registry.
constexpr std::string_view credential_fields[] = {"_authToken", "username", "_password", "_auth", "always-auth"};

bool lacks_last_slash(const npm::Url& url) {
  return !url.path.empty() && !url.path.ends_with('/');
}

}  // namespace

std::string registry_to_use(const LoginRequest& request) {
  auto url = npm::parse_url(request.registry);
  if (!url || !url->is_http() || !lacks_last_slash(*url)) return request.registry;
  if (!request.registry_is_given && request.scope.empty() && !providers::family_of(*url).shared_by_tenants)
    return request.registry;
  url->path += '/';
  return url->href();
}

std::vector<std::string> prefixes_for(const npm::Url& registry) {
  // npm's own config looks under the one key that it makes of the address as it is written, the last segment
  // lost where the slash is missing. On a host that strangers share that would be everybody's key: never.
  if (lacks_last_slash(registry) && !providers::family_of(registry).shared_by_tenants)
    if (const auto dart = npm::nerf_dart(registry.href())) return {*dart};
  return providers::keys_for_new_credential(registry);
}

base::Result<FilingPlan> plan_filing(const npm::Config& config, const std::string& registry, const std::string& scope,
                                     const Obtained& obtained) {
  const auto url = npm::parse_url(registry);
  const std::vector<std::string> prefixes = url ? prefixes_for(*url) : std::vector<std::string>();
  if (prefixes.empty()) return base::fail("not an http(s) address: " + npm::shown_url(registry));
  TRY_AS(RcEditor editor, RcEditor::open(config.layer(npm::Layer::user)));
  std::vector<std::pair<std::string_view, base::Secret>> fields;
  if (obtained.user_name.empty())
    fields = {{"_authToken", obtained.token}};
  else  // npm wants the password in base64
    fields = {{"username", base::Secret(obtained.user_name)},
              {"_password", base::Secret(base::base64_encode(obtained.token.reveal()))}};
  FilingPlan plan;
  std::vector<std::string> keys;
  for (const std::string& prefix : prefixes) {
    for (const std::string_view field : credential_fields) {
      const std::string key = prefix + ":" + std::string(field);
      const auto wanted = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.first == field; });
      if (wanted != fields.end()) {
        TRY(editor.set(key, wanted->second));
        keys.push_back(key);
      } else if (editor.remove(key)) {
        plan.removed_keys.push_back(key);
      }
    }
  }
  if (!scope.empty()) {
    keys.push_back(scope + ":registry");
    TRY(editor.set(keys.back(), base::Secret(without_user(*url).href())));
  }
  TRY_AS(const RcEditor::Edited edited, editor.finish());
  plan.changes = edited.changes;
  for (const std::string& key : keys)
    plan.filed.push_back({key, config.layer(npm::Layer::user).path, edited.line_of(key)});
  return plan;
}

}  // namespace e401::account
