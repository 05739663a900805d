// A person's machine in a folder: a home and a project whose npmrc files hold bare credentials, which npm refuses
// without asking anybody (ERR_INVALID_AUTH). So `fix --yes --offline` has two files to change in one plan, and needs no
// network.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

namespace e401::fix_test {

struct Ended {
  int exit_code = -1;  // 128 + n: ended by signal n
  std::string out;     // stdout and stderr
  long long microseconds = 0;
};

struct RunOptions {
  std::vector<std::string> arguments{"fix", "--yes", "--offline", "--trust-project"};
  std::vector<std::string> variables;                       // more of them
  std::function<void()> in_child = [] {};                   // before the program begins
  std::function<void(::pid_t)> in_parent = [](::pid_t) {};  // while it runs
  std::string output_file = "output";
};

class Place {
 public:
  Place();
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place();

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

  void lay_out() const;  // the files as they are before
  Ended run(const RunOptions& options = {}) const;

  enum class Seen { old_bytes, new_bytes, torn };
  Seen seen() const;
  bool each_file_is_whole() const;       // old or new, each for itself
  std::string litter() const;            // temporaries and journals, "" none
  std::string readable_secrets() const;  // files with a secret that others may read, "" none
  std::string backups() const;           // names

 private:
  std::string path_;
};

std::string read_file(const std::string& path);
void write_file(const std::string& path, const std::string& bytes, unsigned mode);
bool is_full_run();  // E401_FULL=1

}  // namespace e401::fix_test
