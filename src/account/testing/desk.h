// A machine in memory with a home, npm's configuration of it, and hands that write through its file system.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "account/session.h"
#include "base/digest.h"
#include "base/edit.h"
#include "npm/situation.h"
#include "support/fakes.h"

namespace e401::account {

class Desk {
 public:
  support::Machine machine;
  std::string refused_writes;               // not "": every write fails with this
  std::function<void()> just_before_write;  // what somebody else does then, once

  Desk() {
    machine.files.directory("/home/u/project");
    machine.files.node("/home/u").owner = 1000;
  }
  Desk& user(const std::string& text, std::uint32_t mode = 0600) {
    machine.files.file("/home/u/.npmrc", text, mode);
    return *this;
  }
  Desk& project(const std::string& text) {
    machine.files.file("/home/u/project/package.json", "{}").file("/home/u/project/.npmrc", text);
    return *this;
  }
  Desk& env(const std::string& name, const std::string& value) {
    environment_.emplace_back(name, value);
    return *this;
  }
  npm::Config load() {
    std::vector<std::pair<std::string, std::string>> env{{"HOME", "/home/u"}};
    env.insert(env.end(), environment_.begin(), environment_.end());
    return npm::load_config(npm::situation_of(env, "/home/u/project", "/home/u", {}, machine.files), machine.files);
  }
  Session& session() {
    config_ = std::make_unique<npm::Config>(load());
    world_ = std::make_unique<world::World>(machine.world());
    Hands hands;
    hands.apply = [this](const std::vector<findings::FileChange>& changes) { return write(changes); };
    hands.reload = [this] { return load(); };
    hands.learn = [](const base::Secret&) {};
    hands.state_folder = "/home/u/.local/state/e401";
    session_ = std::make_unique<Session>(*world_, *config_, std::move(hands));
    return *session_;
  }
  std::string user_text() { return machine.files.bytes_of("/home/u/.npmrc").value_or("(none)"); }
  std::string said() { return machine.terminal.err_text; }

 private:
  base::Result<void> write(const std::vector<findings::FileChange>& changes) {
    if (!refused_writes.empty()) return base::fail(refused_writes);
    if (const auto somebody = std::exchange(just_before_write, nullptr)) somebody();
    for (const findings::FileChange& c : changes) {
      if (c.kind == findings::FileChange::Kind::create) {
        TRY(machine.files.create(c.path, c.content.reveal(), c.mode));
        continue;
      }
      if (base::sha256_hex(*machine.files.bytes_of(c.path)) != c.judged_sha256)
        return base::fail("it has changed", c.path, 0, "changed");
      std::vector<base::TextEdit> edits;
      for (const auto& e : c.edits) edits.push_back({e.span, e.replacement.reveal()});
      TRY_AS(const std::string bytes, base::apply_edits(*machine.files.bytes_of(c.path), edits));
      TRY(machine.files.replace(c.path, bytes, 0600));
    }
    return {};
  }
  std::vector<std::pair<std::string, std::string>> environment_;
  std::unique_ptr<npm::Config> config_;
  std::unique_ptr<world::World> world_;
  std::unique_ptr<Session> session_;
};

}  // namespace e401::account
