// npm 7 and 8 bind bare credentials (_auth, _authToken, username and _password) to the default registry while they
// load: what config's own look-up finds is written into the user layer under the registry's key, in memory.
#include "base/digest.h"
#include "npm/config_loader.h"

namespace e401::npm {

void ConfigLoader::adopt_bare_credentials() {
  const auto nerfed = nerf_dart(store_.get("registry").to_string());
  if (!nerfed) return fail({"ERR_INVALID_URL", "ERR_INVALID_URL", "Invalid URL", {}, {}});
  const auto text_of = [&](const std::string& key) {
    const Value value = store_.get(key);
    return value.truthy() ? value.to_string() : std::string();
  };
  const auto is_tied = [&](std::string_view field) { return !text_of(*nerfed + ":" + std::string(field)).empty(); };

  struct Adopted {
    std::string field, value, cause;
  };
  std::vector<Adopted> adopted;
  const std::string auth = text_of("_auth");
  if (is_tied("_authToken") || (is_tied("username") && is_tied("_password")) || is_tied("_auth")) {
    // The registry has a credential of its own; of an own _auth npm makes the pair, which says the same.
    if (const std::string token = text_of("_authToken"); !token.empty() && !is_tied("_authToken"))
      adopted = {{"_authToken", token, "_authToken"}};
  } else if (const std::string token = text_of("_authToken"); !token.empty()) {
    adopted = {{"_authToken", token, "_authToken"}};
  } else if (!text_of("username").empty() && !text_of("_password").empty()) {
    adopted = {{"username", text_of("username"), "username"}, {"_password", text_of("_password"), "_password"}};
  } else if (!auth.empty()) {
    const std::string pair = base::base64_decode_lenient(auth);
    const std::size_t colon = pair.find(':');
    const std::string password = colon == std::string::npos ? "" : pair.substr(colon + 1);
    if (colon == 0 || password.empty()) return;  // npm throws here and goes on without
    adopted = {{"username", pair.substr(0, colon), "_auth"}, {"_password", base::base64_encode(password), "_auth"}};
  }
  std::vector<Entry>& entries = layer(Layer::user).entries;
  std::vector<Entry> made;
  for (const Adopted& a : adopted) {
    Entry entry;
    entry.raw_key = entry.key = *nerfed + ":" + a.field;
    entry.raw = entry.value = a.value;
    entry.layer = Layer::user;
    entry.derived_from = a.cause;
    if (const auto from = store_.find(a.cause); from && *from != Layer::default_)
      if (const Property* p = store_.property(*from, a.cause); p && p->entry >= 0)
        entry.place = layer(*from).entries[static_cast<std::size_t>(p->entry)].place;
    made.push_back(std::move(entry));
  }
  for (std::string_view bare : {"_password", "username", "_auth", "_authtoken", "-authtoken", "_authToken"})
    store_.erase(Layer::user, bare);
  for (Entry& entry : made) {
    entries.push_back(std::move(entry));
    store_.assign(Layer::user, entries.back().key, entries.back().value, static_cast<int>(entries.size()) - 1);
  }
}

}  // namespace e401::npm
