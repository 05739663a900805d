#include "account/proofs.h"

#include <algorithm>
#include <cstdlib>

#include "base/json.h"
#include "base/limits.h"

namespace e401::account {
namespace {

constexpr std::size_t remembered_max = 256;  // more credentials than a person has
constexpr std::size_t file_max_bytes = 64u << 10;

constexpr std::string_view file_name = "proofs.json";

std::string path_in(const std::string& folder) {
  return folder + "/" + std::string(file_name);
}

std::string identity_of(const std::string& key, const std::string& fingerprint) {
  return fingerprint + " " + key;
}

}  // namespace

Proofs::Proofs(world::Files& files, std::string state_folder) : files_(files), folder_(std::move(state_folder)) {
  if (folder_.empty()) return;
  const auto text = files_.read(path_in(folder_), file_max_bytes);
  const auto json = text ? base::parse_json(*text) : base::Result<base::Json>(base::Json());
  if (!json || !json->is_object()) return;
  for (const auto& [identity, time] : json->members)
    if (time.is_string() && times_s_.size() < remembered_max)
      times_s_[identity] = std::strtoll(time.text.c_str(), nullptr, 10);
}

void Proofs::note(const std::string& key, const std::string& fingerprint, std::int64_t now_s) {
  if (fingerprint.empty()) return;
  times_s_[identity_of(key, fingerprint)] = now_s;
  has_news_ = true;
}

std::optional<std::int64_t> Proofs::last(const std::string& key, const std::string& fingerprint) const {
  const auto found = times_s_.find(identity_of(key, fingerprint));
  return found == times_s_.end() ? std::nullopt : std::optional(found->second);
}

void Proofs::keep() {
  if (!has_news_ || folder_.empty() || !files_.make_directories(folder_, 0700)) return;
  while (times_s_.size() > remembered_max)
    times_s_.erase(std::min_element(times_s_.begin(), times_s_.end(),
                                    [](const auto& a, const auto& b) { return a.second < b.second; }));
  for (const std::string& name : files_.list(folder_))  // of a run that was killed right here
    if (world::is_temporary_of(name, file_name)) (void)files_.remove(folder_ + "/" + name);
  base::JsonWriter w;
  w.begin_object();
  for (const auto& [identity, time_s] : times_s_) w.member(identity, std::to_string(time_s));
  (void)files_.replace(path_in(folder_), w.end_object().take(), 0600);
}

}  // namespace e401::account
