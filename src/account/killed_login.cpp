#include "account/killed_login.h"

#include <cstdlib>

#include "base/limits.h"

namespace e401::account {
namespace {

std::string path_in(const std::string& state_folder) {
  return state_folder + "/token-on-its-way.json";
}

}  // namespace

std::optional<KilledLogin> take_killed_login(world::Files& files, const std::string& state_folder) {
  if (state_folder.empty()) return std::nullopt;
  const std::string path = path_in(state_folder);
  if (files.info(path).kind == base::FileInfo::Kind::missing) return std::nullopt;
  const auto text = files.read(path, limits::login_url_max_bytes * 2);
  (void)files.remove(path);
  const auto json = text ? base::parse_json(*text) : base::Result<base::Json>(base::Json());
  const std::string* registry = json && json->is_object() ? json->find_string({"registry"}) : nullptr;
  const std::string* at = json && json->is_object() ? json->find_string({"at"}) : nullptr;
  if (!registry || !at) return std::nullopt;
  return KilledLogin{*registry, std::strtoll(at->c_str(), nullptr, 10)};
}

void TokenOnItsWay::may_come() {
  const std::string& folder = session_.hands().state_folder;
  if (folder.empty() || noted_) return;
  world::Files& files = session_.world().files;
  base::JsonWriter w;
  w.begin_object().member("registry", npm::shown_url(registry_));
  w.member("at", std::to_string(session_.world().clock.now_s())).end_object();
  // Without a note the login goes on all the same: a full disk is said when the npmrc is written.
  if (!files.make_directories(folder, 0700)) return;
  // Straight to its place: a note cut short by a kill is none, and none is needed before the request has gone out.
  noted_ = files.stage(path_in(folder), w.take(), 0600, "").has_value();
}

void TokenOnItsWay::none_came() {
  if (noted_) (void)session_.world().files.remove(path_in(session_.hands().state_folder));
  noted_ = false;
}

std::vector<ListedToken> left_by(const KilledLogin& killed, const Session& session, const TokenDesk& desk) {
  constexpr std::int64_t clocks_differ_s = 120;
  OneTime otp;
  otp.may_ask = false;
  std::vector<ListedToken> out;
  const auto tokens = list_tokens(session, desk, otp);
  if (!tokens) return out;
  for (const ListedToken& t : *tokens) {
    const auto created = seconds_of_date(t.created);
    if (created && std::llabs(*created - killed.at_s) <= clocks_differ_s && !t.revoked && !t.is(desk.credential.value))
      out.push_back(t);
  }
  return out;
}

}  // namespace e401::account
