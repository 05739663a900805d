#include "world/files.h"

namespace e401::world {
namespace {

constexpr std::string_view middle = ".e401-";
constexpr std::string_view end = ".tmp";

}  // namespace

std::string temporary_name(std::string_view name, std::string_view suffix) {
  return std::string(".").append(name).append(middle).append(suffix).append(end);
}

bool is_temporary_of(std::string_view name, std::string_view file_name) {
  const std::string start = std::string(".").append(file_name).append(middle);
  return name.starts_with(start) && name.ends_with(end) && name.size() > start.size() + end.size();
}

}  // namespace e401::world
