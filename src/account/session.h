// What every step in a credential's life needs: the world, npm's configuration of this place, and the hands that cli
// lends: account/ decides what is written, change/ writes it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "findings/finding.h"
#include "npm/config.h"
#include "npm/url.h"
#include "policy/user_config.h"
#include "providers/hosts.h"
#include "world/transport.h"
#include "world/world.h"

namespace e401::account {

struct Hands {
  std::function<base::Result<void>(const std::vector<findings::FileChange>&)> apply;
  std::function<npm::Config()> reload;             // the configuration as it stands now
  std::function<void(const base::Secret&)> learn;  // never to be shown from now on
  std::string state_folder = {};                   // e401's own, for a note without secrets; "" there is none
};

class Session {
 public:
  Session(world::World& world, const npm::Config& config, Hands hands)
      : world_(world),
        config_(config),
        hands_(std::move(hands)),
        transport_(config, world.files),
        own_(policy::read_user_config(config, world.files)) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  world::World& world() const { return world_; }
  const npm::Config& config() const { return config_; }
  const Hands& hands() const { return hands_; }
  const policy::UserConfig& own() const { return own_; }  // the person's configuration of e401

  // One request, as npm's own would travel (proxy, certificates). No redirect is followed.
  world::HttpAnswer ask(world::HttpRequest request) const;
  std::vector<world::HttpAnswer> ask_all(std::vector<world::HttpRequest> requests) const;
  // A line for the person, on stderr.
  void say(const std::string& line) const;

 private:
  world::World& world_;
  const npm::Config& config_;
  Hands hands_;
  world::Transport transport_;
  policy::UserConfig own_;
};

// A secret from the person: typed without echo, or a line of standard input where that is no terminal. nullopt: there
// is none.
std::optional<base::Secret> secret_from_person(const world::World& world, const std::string& question);

// "npm.acme.example answered 401 ("invalid credentials")", or why there was no answer.
std::string words_for(const npm::Url& url, const world::HttpAnswer& answer);
// The JSON object in an answer; nullopt where it is none.
std::optional<base::Json> object_of(const world::HttpAnswer& answer);
// Why a good answer is of no use: "127.0.0.1 answered 200 with something that is no JSON object" (or: with more than it
// may, or: without what is wanted, "a token").
std::string words_for_useless(const npm::Url& url, const world::HttpAnswer& answer, std::string_view wanted);
providers::AnswerWords answer_words(std::string_view method, const world::HttpAnswer& answer);
bool is_good(const world::HttpAnswer& answer);  // 2xx

// A registry's address with a path of its API; nullopt: not an http(s) address.
std::optional<npm::Url> api_url(std::string_view registry, std::string_view path);
// Without the user name and the password that an address may have: what a request, a file or a person gets.
npm::Url without_user(npm::Url url);
// Seconds since 1970 of a date as registries write it; nullopt: none.
std::optional<std::int64_t> seconds_of_date(std::string_view text);
// encodeURIComponent
std::string percent_encode(std::string_view text);
// "~/.npmrc:3", "env:NPM_TOKEN", "the command line"
std::string words_for_place(const npm::Entry& entry);

// TRUST 1: nothing of the person's is sent where a stranger's setting lets others hear it: the project's proxy, its
// roots, its http:// for the person's https://. Fails with "untrusted", and names the line.
struct Heard {
  bool is_trusted = false;         // --trust-project
  bool registry_is_given = false;  // on the command line
};
base::Result<void> must_travel_unheard(const npm::Config& config, const npm::Url& registry, Heard heard);
// TRUST 1: what is to be filed in the person's own npmrc goes to no file that the project calls by that name.
base::Result<void> must_be_own_user_file(const npm::Config& config, bool is_trusted);
// TRUST 1: does anything but the project's own files name this host, or the person's own configuration of e401 trust
// it?
bool named_by_person(const Session& session, const npm::Url& registry);

}  // namespace e401::account
