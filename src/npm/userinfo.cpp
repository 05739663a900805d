#include "npm/userinfo.h"

#include "base/digest.h"

namespace e401::npm {

Credential credential_of_userinfo(const Url& url) {
  Credential c;
  c.kind = CredentialKind::basic;
  c.username = url.username;
  c.password = base::Secret(url.password);
  c.value = base::Secret(base::base64_encode(url.username + ":" + url.password));
  c.authorization = base::Secret("Basic " + c.value.reveal());
  return c;
}

std::optional<Credential> credential_sent(const Decision& decision, const Url& url, const Entry* line_of_address) {
  if (!decision.by_url_userinfo) return decision.sent;
  Credential c = credential_of_userinfo(url);
  c.entry = line_of_address;
  if (decision.sent) {  // a client certificate, beside the header
    c.certfile = decision.sent->certfile;
    c.keyfile = decision.sent->keyfile;
  }
  return c;
}

const Entry* line_of_registry(const Config& config, std::string_view registry) {
  for (const Entry* entry : config.effective())
    if ((entry->key == "registry" || entry->key.ends_with(":registry")) && entry->value.string() &&
        *entry->value.string() == registry)
      return entry;
  return config.flat_entry("registry");
}

Url without_userinfo(Url url) {
  url.username.clear();
  url.password.clear();
  return url;
}

}  // namespace e401::npm
