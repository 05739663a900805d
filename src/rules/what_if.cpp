// The folders are not there any more when rules run, so a small file system stands in for them: the documents that were
// read, with the changes made, and a package.json where the local prefix is (that is how npm finds the project's npmrc,
//
#include "rules/what_if.h"

#include <map>

#include "base/edit.h"

namespace e401::rules {
namespace {

class Documents final : public base::ReadFiles {
 public:
  explicit Documents(const Facts& facts) : marker_(facts.config.local_prefix + "/package.json") {
    for (const npm::RcDocument* d : facts.documents()) texts_[d->path()] = d->source().text();
    texts_[marker_] = facts.package_json_source ? facts.package_json_source->text() : "{}";
  }

  bool apply(const findings::FileChange& change) {
    using Kind = findings::FileChange::Kind;
    if (change.kind == Kind::create) {
      texts_[change.path] = change.content.reveal();
      return true;
    }
    const auto at = texts_.find(change.path);
    if (at == texts_.end()) return false;
    if (change.kind == Kind::remove) {
      texts_.erase(at);
      return true;
    }
    if (change.kind == Kind::rename) {
      texts_[change.new_path] = at->second;
      texts_.erase(change.path);
      return true;
    }
    std::vector<base::TextEdit> edits;
    for (const auto& e : change.edits) edits.push_back({e.span, e.replacement.reveal()});
    auto text = base::apply_edits(at->second, std::move(edits));
    if (!text) return false;
    at->second = std::move(*text);
    return true;
  }

  base::Result<std::string> read(const std::string& path, std::size_t) const override {
    const auto at = texts_.find(path);
    if (at == texts_.end()) return base::fail("no such file", path, 0, "ENOENT");
    return at->second;
  }
  base::Result<std::string> read_part(const std::string& path, std::uint64_t from,
                                      std::size_t max_bytes) const override {
    TRY_AS(const std::string text, read(path, max_bytes));
    return from < text.size() ? text.substr(static_cast<std::size_t>(from), max_bytes) : std::string();
  }
  base::FileInfo info(const std::string& path) const override {
    base::FileInfo out;
    const auto at = texts_.find(path);
    if (at == texts_.end()) return out;
    out.kind = base::FileInfo::Kind::file;
    out.size_bytes = at->second.size();
    out.owned_by_us = true;
    return out;
  }
  std::vector<std::string> list(const std::string&) const override { return {}; }
  std::string real_path(const std::string& path) const override { return path; }

 private:
  std::string marker_;
  std::map<std::string, std::string> texts_;
};

// The same registry is asked as of now where something other than the configuration names it.
npm::RegistryChoice registry_of(const npm::Config& config, const Concern& c) {
  if (c.from_publish_config) return c.registry;
  const bool of_nobody = c.purpose == Purpose::whoami || c.purpose == Purpose::ping;
  return npm::registry_for(config, of_nobody ? npm::PackageSpec{} : c.spec);
}

std::string path_of(const Concern& c) {
  if (c.purpose == Purpose::whoami) return "/-/whoami";
  if (c.purpose == Purpose::ping) return "/-/ping";
  return c.spec.escaped_name();
}

}  // namespace

std::shared_ptr<const npm::Config> config_after(const Facts& facts, const std::vector<findings::FileChange>& changes) {
  Documents files(facts);
  for (const findings::FileChange& change : changes)
    if (!files.apply(change)) return nullptr;
  return std::make_shared<const npm::Config>(npm::load_config(facts.config.situation, files));
}

std::optional<Outcome> what_if(const Facts& facts, const Concern& c, const std::vector<findings::FileChange>& changes) {
  Outcome out;
  out.config = config_after(facts, changes);
  if (!out.config) return std::nullopt;
  out.starts = !out.config->load_error && !out.config->validate_error;
  if (out.config->load_error) return out;
  out.registry = registry_of(*out.config, c);
  out.other_registry = out.registry.url != c.registry.url;
  const bool is_tarball = c.purpose == Purpose::tarball;
  out.url = is_tarball ? c.url : npm::parse_url(npm::request_url(out.registry.url, path_of(c)));
  if (!out.url || !out.url->is_http()) return out;
  out.decision = npm::credential_for_request(*out.config, *out.url, c.spec);
  if (c.wants_exact_key) out.exact = npm::credentials_by_uri(*out.config, out.registry.url);
  out.sends = out.starts && out.decision.sent.has_value() && (!c.wants_exact_key || out.exact.has_value());
  return out;
}

bool cures(const Facts& facts, const Concern& c, const std::vector<findings::FileChange>& changes) {
  const auto outcome = what_if(facts, c, changes);
  return outcome && outcome->sends && !outcome->other_registry;
}

}  // namespace e401::rules
