// Lockfiles of version 2 and 3 list packages by path ("packages"), version 1 nests them by name ("dependencies"); where
// both stand (version 2), npm 7 and later read "packages". Reading is one pass with a cursor; npm mends merge conflicts
// in this file, we report them as broken JSON.
#include "npm/lockfile.h"

#include <algorithm>
#include <deque>

#include "base/json.h"
#include "base/limits.h"
#include "npm/json_cursor.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

constexpr std::string_view bom = "\xef\xbb\xbf";
constexpr std::string_view modules = "node_modules/";
constexpr std::size_t bytes_a_package = 400;  // what npm writes for one, for the first guess at their number

// "node_modules/a/node_modules/@s/b" -> "@s/b"; "packages/@s/b" -> "@s/b"; "packages/b" -> "b"
std::string_view name_of_path(std::string_view path) {
  if (const std::size_t at = path.rfind(modules); at != std::string_view::npos && (at == 0 || path[at - 1] == '/'))
    return path.substr(at + modules.size());
  const std::size_t last = path.rfind('/');
  if (last == std::string_view::npos) return path;
  const std::size_t before = last == 0 ? std::string_view::npos : path.rfind('/', last - 1);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return path.substr(path[begin] == '@' ? begin : last + 1);
}

class Reader {
 public:
  Reader(std::string_view text, std::deque<std::string>& composed)
      : composed_(composed), cursor_(text, composed, text.starts_with(bom) ? bom.size() : 0) {
    packages_.reserve(text.size() / bytes_a_package);
  }

  // False: not JSON that a lockfile could be.
  bool read(std::vector<LockedPackage>& out) {
    if (!cursor_.enter_object()) return false;
    bool has_packages = false;
    while (cursor_.next_key(key_)) {
      if (key_ == "packages" && cursor_.peek() == '{') {
        has_packages = true;
        packages_.clear();
        read_packages();
      } else if (key_ == "dependencies" && !has_packages && cursor_.peek() == '{') {
        packages_.clear();
        read_dependencies();
      } else {
        cursor_.skip_value();
      }
    }
    out = std::move(packages_);
    return !cursor_.failed() && cursor_.at_end();
  }

 private:
  // A member of a package that is a string we keep. False: some other member.
  bool read_member(LockedPackage& package) {
    if (cursor_.peek() != '"') return false;
    if (key_ == "resolved") return cursor_.string(package.resolved, &package.resolved_span), true;
    if (key_ == "version") return cursor_.string(package.version), true;
    if (key_ == "integrity") return cursor_.string(package.integrity), true;
    if (key_ == "name") return cursor_.string(package.name), true;
    return false;
  }

  void keep(LockedPackage package) {
    if (package.resolved.empty() && package.version.empty()) return;
    if (package.name.empty()) package.name = name_of_path(package.path);
    packages_.push_back(package);
  }

  void read_packages() {
    cursor_.enter_object();
    while (cursor_.next_key(key_)) {
      LockedPackage package;
      package.path = key_;
      if (package.path.empty() || cursor_.peek() != '{') {  // "": the project itself
        cursor_.skip_value();
        continue;
      }
      cursor_.enter_object();
      while (cursor_.next_key(key_))
        if (!read_member(package)) cursor_.skip_value();
      keep(package);
    }
  }

  // Version 1: packages nest in packages; what is open stands in a list, so that depth costs no calls. A package takes
  // its slot when it opens: parents come before the nested ones, as in the file.
  void read_dependencies() {
    struct Open {
      std::size_t slot;  // of the package whose members are read
      bool in_package;   // false: between the names of a "dependencies" object
    };
    std::vector<LockedPackage> slots;
    std::vector<Open> open{{0, false}};
    cursor_.enter_object();
    while (!open.empty() && !cursor_.failed()) {
      const Open top = open.back();
      if (!cursor_.next_key(key_)) {
        open.pop_back();
        continue;
      }
      if (cursor_.peek() == '{' && (!top.in_package || key_ == "dependencies") &&
          open.size() < limits::json_depth_max) {
        if (!top.in_package) {
          LockedPackage package;
          std::string path = open.size() > 1 ? std::string(slots[top.slot].path) + "/" : "";
          path.append(modules).append(key_);
          package.path = composed_.emplace_back(std::move(path));
          slots.push_back(package);
          open.push_back({slots.size() - 1, true});
        } else {
          open.push_back({top.slot, false});
        }
        cursor_.enter_object();
      } else if (!top.in_package || !read_member(slots[top.slot])) {
        cursor_.skip_value();
      }
    }
    for (const LockedPackage& package : slots) keep(package);
  }

  std::deque<std::string>& composed_;
  JsonCursor cursor_;
  std::string_view key_;
  std::vector<LockedPackage> packages_;
};

std::string origin_replaced(Url url, const Url& registry, std::string_view match_path) {
  const auto without_slash = [](std::string_view path) {
    return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  };
  const auto has_prefix = [](std::string_view path, std::string_view prefix) {
    return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
  };
  const std::string registry_path(without_slash(registry.path));
  const std::string_view prefix = without_slash(match_path);
  url.scheme = registry.scheme;
  url.host = registry.host;
  url.port = registry.port;
  if (!prefix.empty())
    url.path = registry_path + url.path.substr(prefix.size());
  else if (!registry_path.empty() && !has_prefix(url.path, registry_path))
    url.path = registry_path + url.path;
  return url.href();
}

// npm 11 and 12: the host, or all that a full URL names, gives way to the registry.
std::string by_host_or_prefix(const Url& url, std::string_view resolved, std::string_view match, const Url& registry) {
  const std::optional<Url> prefix = parse_url(match);
  const std::string_view host = prefix ? std::string_view(prefix->host) : match;
  std::string_view path = prefix ? std::string_view(prefix->path) : std::string_view();
  if (path.ends_with('/')) path.remove_suffix(1);
  const bool path_matches =
      path.empty() || (url.path.starts_with(path) && (url.path.size() == path.size() || url.path[path.size()] == '/'));
  if ((match != "always" && host != url.host) || !path_matches) return std::string(resolved);
  return origin_replaced(url, registry, path);
}

// npm 8 to 10: registry and path are put together as texts, and the "?" of a query gets lost.
std::string by_host(const Url& url, std::string_view resolved, std::string_view match, std::string_view registry) {
  if (match != "always" && match != url.host) return std::string(resolved);
  return std::string(registry.substr(0, registry.find_last_not_of('/') + 1)) + url.path + url.query.value_or("");
}

// npm 7 and before: nothing but the public registry's address, as a text.
std::string by_public_prefix(std::string_view resolved, std::string_view registry) {
  for (const std::string scheme : {"https://", "http://"}) {
    const std::string prefix = scheme + public_registry_host() + "/";
    if (!resolved.starts_with(prefix)) continue;
    return std::string(registry.substr(0, registry.find_last_not_of('/') + 1)) + "/" +
           std::string(resolved.substr(prefix.size()));
  }
  return std::string(resolved);
}

}  // namespace

base::Place Lockfile::place(const LockedPackage& package) const {
  if (!source || package.resolved_span.empty()) return {path, 0, 0};
  return source->place(package.resolved_span.begin);
}

base::Result<Lockfile> parse_lockfile(std::string path, std::string text) {
  const auto composed = std::make_shared<std::deque<std::string>>();
  Lockfile lockfile;
  lockfile.path = path;
  lockfile.source = std::make_shared<const base::Source>(std::move(path), std::move(text));
  lockfile.composed = composed;
  if (!Reader(lockfile.source->text(), *composed).read(lockfile.packages)) {
    TRY(base::scan_json_strings(
        lockfile.source->text(), [](const auto&, auto, auto) { return true; },
        lockfile.path));  // what is wrong, and where
    return base::fail("not a lockfile: no JSON object", lockfile.path, 0, "bad-json");
  }
  return lockfile;
}

std::string effective_resolved(std::string_view resolved, std::string_view replace_registry_host,
                               std::string_view registry, const Version& npm) {
  const std::optional<Url> url = parse_url(resolved);
  const std::optional<Url> target = parse_url(registry);
  if (!url || !url->is_http() || !target) return std::string(resolved);
  if (npm.major <= 7) return by_public_prefix(resolved, registry);
  const std::string match = replace_registry_host.empty() || replace_registry_host == "npmjs"
                                ? public_registry_host()
                                : std::string(replace_registry_host);
  const std::string once =
      npm.major >= 11 ? by_host_or_prefix(*url, resolved, match, *target) : by_host(*url, resolved, match, registry);
  // The fetcher looks once more, at host and port, and keeps nothing but the path.
  const std::optional<Url> fetched = parse_url(once);
  if (match == "never" || !fetched || (match != "always" && match != fetched->host_port())) return once;
  const std::optional<Url> final_url = parse_url(fetched->path, &*target);
  return final_url ? final_url->href() : once;
}

}  // namespace e401::npm
