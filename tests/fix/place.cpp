#include "fix/place.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace e401::fix_test {
namespace {

namespace fs = std::filesystem;

constexpr char old_user[] =
    "; mine\nregistry=https://npm.acme.example/\n_authToken=s3cret-of-the-test-0001\nfund=false\n";
constexpr char new_user[] =
    "; mine\nregistry=https://npm.acme.example/\n//npm.acme.example/:_authToken=s3cret-of-the-test-0001\nfund=false\n";
constexpr char old_project[] =
    "registry=https://npm.acme.example/\r\n_authToken = s3cret-of-the-test-0002\r\n# stays\r\n";
constexpr char new_project[] =
    "registry=https://npm.acme.example/\r\n//npm.acme.example/:_authToken = s3cret-of-the-test-0002\r\n# stays\r\n";

std::string relative(const std::string& path, const std::string& base) {
  return path.substr(base.size() + 1);
}

}  // namespace

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void write_file(const std::string& path, const std::string& bytes, unsigned mode) {
  fs::create_directories(fs::path(path).parent_path());
  ::unlink(path.c_str());
  std::ofstream(path, std::ios::binary) << bytes;
  ::chmod(path.c_str(), static_cast<::mode_t>(mode));
}

bool is_full_run() {
  const char* full = std::getenv("E401_FULL");
  return full && std::string(full) == "1";
}

Place::Place() {
  std::string name = (fs::temp_directory_path() / "e401-fix-XXXXXX").string();
  path_ = ::mkdtemp(name.data()) ? fs::canonical(name).string() : "";
  ::chmod(path_.c_str(), 0755);
  lay_out();
}

Place::~Place() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

void Place::lay_out() const {
  write_file(*this / "home/.npmrc", old_user, 0600);
  write_file(*this / "project/.npmrc", old_project, 0644);
  write_file(*this / "project/package.json", "{\"name\":\"shop\",\"version\":\"1.0.0\"}\n", 0644);
}

Ended Place::run(const RunOptions& options) const {
  std::vector<std::string> words{E401_BINARY};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables{"HOME=" + *this / "home", "PATH=/nonexistent", "PWD=" + *this / "project"};
  variables.insert(variables.end(), options.variables.begin(), options.variables.end());
  std::vector<char*> env;
  for (std::string& v : variables) env.push_back(v.data());
  env.push_back(nullptr);
  const std::string output = *this / options.output_file;

  const auto start = std::chrono::steady_clock::now();
  const ::pid_t child = ::fork();
  if (child == 0) {
    const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    const int in = ::open("/dev/null", O_RDONLY);
    ::dup2(in, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    if (::chdir((*this / "project").c_str()) != 0) ::_exit(126);
    options.in_child();
    ::execve(argv[0], argv.data(), env.data());
    ::_exit(127);
  }
  options.in_parent(child);
  int end = 0;
  ::waitpid(child, &end, 0);
  Ended run;
  run.microseconds =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count();
  run.exit_code = WIFEXITED(end) ? WEXITSTATUS(end) : 128 + WTERMSIG(end);
  run.out = read_file(output);
  return run;
}

Place::Seen Place::seen() const {
  const std::string user = read_file(*this / "home/.npmrc"), project = read_file(*this / "project/.npmrc");
  if (user == old_user && project == old_project) return Seen::old_bytes;
  return user == new_user && project == new_project ? Seen::new_bytes : Seen::torn;
}

bool Place::each_file_is_whole() const {
  const std::string user = read_file(*this / "home/.npmrc"), project = read_file(*this / "project/.npmrc");
  return (user == old_user || user == new_user) && (project == old_project || project == new_project);
}

std::string Place::litter() const {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    const std::string name = entry.path().filename().string();
    if (name.find(".e401-") != std::string::npos || name == "journal.json")
      out += relative(entry.path().string(), path_) + " ";
  }
  return out;
}

// The project's own npmrc was laid out for everybody to read: its mode is kept.
std::string Place::readable_secrets() const {
  std::string out;
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    if (!entry.is_regular_file() || entry.path() == *this / "project/.npmrc") continue;
    struct stat status{};
    if (::stat(entry.path().c_str(), &status) != 0 || (status.st_mode & 077) == 0) continue;
    // The new bytes of that file wait beside it with its own mode.
    if (entry.path().parent_path() == *this / "project" && (status.st_mode & 0777) == 0644) continue;
    if (read_file(entry.path().string()).find("s3cret") != std::string::npos)
      out += relative(entry.path().string(), path_) + " ";
  }
  return out;
}

std::string Place::backups() const {
  std::string out;
  const std::string folder = *this / "home/.local/state/e401/backups";
  if (!fs::exists(folder)) return out;
  for (const auto& entry : fs::directory_iterator(folder)) out += entry.path().filename().string() + " ";
  return out;
}

}  // namespace e401::fix_test
