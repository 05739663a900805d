#include "base/paths.h"

namespace e401::base {

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

std::string name_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string in_folder(std::string_view folder, std::string_view name) {
  return std::string(folder == "/" ? "" : folder).append("/").append(name);
}

bool lies_below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return false;
  return path.starts_with(folder) && (folder == "/" ? path.size() > 1 : path.substr(folder.size()).starts_with('/'));
}

}  // namespace e401::base
