// The passwd file is read here and not through getpwuid: in a static program that call loads the target machine's name
// service modules, made for another libc. Users who exist only in a directory service and have no HOME are the price.
#include "sys/environment.h"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <climits>
#include <cstdlib>

#include "base/limits.h"
#include "base/text.h"
#include "sys/disk.h"

extern char** environ;

namespace e401::sys {
namespace {

bool same_directory(const std::string& a, const char* b) {
  struct stat of_a{}, of_b{};
  return ::stat(a.c_str(), &of_a) == 0 && ::stat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
         of_a.st_ino == of_b.st_ino;
}

// A person who went through a link reads the path as the shell shows it. "" when the folder is gone.
std::string working_directory(const world::Environment& environment) {
  const std::string* shown = environment.find("PWD");
  if (shown && shown->starts_with('/') && same_directory(*shown, ".")) return *shown;
  char buffer[PATH_MAX];
  return ::getcwd(buffer, sizeof buffer) ? buffer : "";
}

int columns_of(const world::Environment& environment) {
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    struct winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  }
  if (const std::string* said = environment.find("COLUMNS")) {
    const int columns = std::atoi(said->c_str());
    if (columns >= limits::columns_min && columns <= limits::columns_max) return columns;
  }
  return 80;
}

}  // namespace

std::string home_in_passwd(std::string_view passwd, std::uint32_t user_id) {
  const std::string id = std::to_string(user_id);
  for (const std::string_view line : base::split(passwd, '\n')) {
    const auto fields = base::split(line, ':');  // name, password, uid, gid, gecos, home, shell
    if (fields.size() >= 6 && fields[2] == id) return std::string(fields[5]);
  }
  return {};
}

world::Environment read_environment() {
  world::Environment environment;
  for (char** at = environ; at && *at; ++at) {
    const std::string_view entry(*at);
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    environment.variables.emplace_back(entry.substr(0, equals), entry.substr(equals + 1));
  }
  environment.cwd = working_directory(environment);
  environment.user_id = ::geteuid();
  if (const auto passwd = Disk().read("/etc/passwd", limits::passwd_file_max_bytes))
    environment.passwd_home = home_in_passwd(*passwd, ::getuid());
  environment.stdin_is_terminal = ::isatty(STDIN_FILENO);
  environment.stdout_is_terminal = ::isatty(STDOUT_FILENO);
  environment.stderr_is_terminal = ::isatty(STDERR_FILENO);
  environment.columns = columns_of(environment);
  return environment;
}

}  // namespace e401::sys
