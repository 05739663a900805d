#include "account/killed_login.h"

#include <cstdlib>
#include <set>

#include "base/digest.h"
#include "base/limits.h"

namespace e401::account {
namespace {

constexpr std::string_view note_begins = "token-on-its-way-";
// A note and its lock: "token-on-its-way-1a2b3c4d.json", "....lock".
std::string note_at(const std::string& stem) {
  return stem + ".json";
}
std::string lock_at(const std::string& stem) {
  return stem + ".lock";
}

std::optional<KilledLogin> read_note(const base::Result<std::string>& text) {
  const auto json = text ? base::parse_json(*text) : base::Result<base::Json>(base::Json());
  if (!json || !json->is_object()) return std::nullopt;
  const std::string* registry = json->find_string({"registry"});
  const std::string* at = json->find_string({"at"});
  if (!registry || !at) return std::nullopt;
  return KilledLogin{*registry, std::strtoll(at->c_str(), nullptr, 10)};
}

}  // namespace

std::vector<KilledLogin> take_killed_logins(world::Files& files, const std::string& state_folder) {
  std::vector<KilledLogin> out;
  if (state_folder.empty()) return out;
  std::set<std::string> stems;
  for (const std::string& name : files.list(state_folder))
    if (name.starts_with(note_begins)) stems.insert(state_folder + "/" + name.substr(0, name.rfind('.')));
  for (const std::string& stem : stems) {
    const auto lock = files.try_lock(lock_at(stem));
    if (!lock) continue;  // that login is still running
    if (const auto note = read_note(files.read(note_at(stem), limits::login_url_max_bytes * 2))) out.push_back(*note);
    (void)files.remove(note_at(stem));
    (void)files.remove(lock_at(stem));
  }
  return out;
}

void TokenOnItsWay::may_come() {
  const std::string& folder = session_.hands().state_folder;
  if (folder.empty() || lock_) return;
  world::Files& files = session_.world().files;
  const world::Clock& clock = session_.world().clock;
  base::JsonWriter w;
  w.begin_object().member("registry", npm::shown_url(registry_));
  w.member("at", std::to_string(clock.now_s())).end_object();
  // Without a note the login goes on all the same: a full disk is said when the npmrc is written.
  if (!files.make_directories(folder, 0700)) return;
  const std::string own = base::sha256_hex(registry_ + std::to_string(clock.monotonic_ms())).substr(0, 8);
  stem_ = folder + "/" + std::string(note_begins) + own;
  auto lock = files.try_lock(lock_at(stem_));  // first: a note without one is of a killed login
  if (!lock) return;
  lock_ = std::move(*lock);
  // Straight to its place: a note cut short by a kill is none, and none is needed before the request has gone out.
  (void)files.stage(note_at(stem_), w.take(), 0600, "");
}

void TokenOnItsWay::none_came() {
  if (!lock_) return;
  (void)session_.world().files.remove(note_at(stem_));
  (void)session_.world().files.remove(lock_at(stem_));
  lock_.reset();
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
