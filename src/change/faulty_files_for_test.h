// A file system that fails, or whose program is killed, at a chosen writing call.
#pragma once

#include <stdexcept>
#include <string>

#include "support/memory_files.h"

namespace e401::change {

struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

class FaultyFiles final : public world::Files {
 public:
  enum class Fault {
    none,
    fails_once,      // this call fails (ENOSPC)
    fails_for_ever,  // this one and all later ones
    killed_before,   // the program ends before this call
    killed_within,   // it ends when half of this call is done
    killed_late,     // it ends when nearly all of it is done
  };
  FaultyFiles(support::MemoryFiles& inner, Fault fault, int at) : inner_(inner), fault_(fault), at_(at) {}
  int calls() const { return calls_; }

  base::Result<std::string> read(const std::string& path, std::size_t max_bytes) const override {
    return inner_.read(path, max_bytes);
  }
  base::Result<std::string> read_part(const std::string& path, std::uint64_t from,
                                      std::size_t max_bytes) const override {
    return inner_.read_part(path, from, max_bytes);
  }
  base::FileInfo info(const std::string& path) const override { return inner_.info(path); }
  std::vector<std::string> list(const std::string& path) const override { return inner_.list(path); }
  std::string real_path(const std::string& path) const override { return inner_.real_path(path); }

  base::Result<void> replace(const std::string& path, std::string_view bytes, std::uint32_t mode) override {
    TRY(step(path));
    if (dies()) {
      const std::size_t slash = path.rfind('/') + 1;
      const std::string half = path.substr(0, slash) + world::temporary_name(path.substr(slash), "0badf00d");
      (void)inner_.stage(half, bytes.substr(0, bytes.size() / 2), 0600, "");
      throw Killed();
    }
    return inner_.replace(path, bytes, mode);
  }
  base::Result<void> create(const std::string& path, std::string_view bytes, std::uint32_t mode) override {
    TRY(step(path));
    return inner_.create(path, bytes, mode);
  }
  base::Result<void> stage(const std::string& path, std::string_view bytes, std::uint32_t mode,
                           const std::string& like) override {
    TRY(step(path));
    if (!dies()) return inner_.stage(path, bytes, mode, like);
    (void)inner_.stage(path, bytes.substr(0, fault_ == Fault::killed_late ? bytes.size() : bytes.size() / 2), 0600,
                       like);
    throw Killed();
  }
  base::Result<void> swap(const std::string& path, const std::string& other, const std::string& spare) override {
    TRY(step(path));
    if (!dies()) return inner_.swap(path, other, spare);
    const std::string old = inner_.bytes_of(path).value_or("");
    (void)inner_.stage(spare, old, inner_.info(path).mode, path);
    if (fault_ == Fault::killed_late) (void)inner_.rename(other, path);
    throw Killed();
  }
  base::Result<void> move(const std::string& from, const std::string& to) override {
    TRY(step(from));
    if (!dies()) return inner_.move(from, to);
    (void)inner_.stage(to, inner_.bytes_of(from).value_or(""), inner_.info(from).mode, from);
    throw Killed();
  }
  base::Result<void> remove(const std::string& path) override {
    TRY(step(path));
    if (!dies()) return inner_.remove(path);
    throw Killed();
  }
  base::Result<void> rename(const std::string& from, const std::string& to) override {
    TRY(step(from));
    if (!dies()) return inner_.rename(from, to);
    throw Killed();
  }
  base::Result<void> make_directories(const std::string& path, std::uint32_t mode) override {
    TRY(step(path));
    if (!dies()) return inner_.make_directories(path, mode);
    throw Killed();
  }
  base::Result<void> restrict_mode(const std::string& path, std::uint32_t mode) override {
    TRY(step(path));
    if (!dies()) return inner_.restrict_mode(path, mode);
    throw Killed();
  }
  base::Result<std::unique_ptr<Lock>> try_lock(const std::string& path) override {
    TRY(step(path));
    return inner_.try_lock(path);
  }

 private:
  base::Result<void> step(const std::string& path) {
    ++calls_;
    const bool hit = fault_ == Fault::fails_for_ever ? calls_ >= at_ : calls_ == at_;
    if (!hit) return {};
    if (fault_ == Fault::fails_once || fault_ == Fault::fails_for_ever)
      return base::fail("cannot write the file: No space left on device", path, 0, "ENOSPC");
    if (fault_ == Fault::killed_before) throw Killed();
    return {};
  }
  bool dies() const { return calls_ == at_ && (fault_ == Fault::killed_within || fault_ == Fault::killed_late); }

  support::MemoryFiles& inner_;
  Fault fault_;
  int at_;
  int calls_ = 0;
};

}  // namespace e401::change
