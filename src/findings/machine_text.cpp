#include "findings/machine_text.h"

#include <fmt/core.h>

#include <cstdint>
#include <vector>

#include "base/text.h"

namespace e401::findings {
namespace {

// Length of the well-formed UTF-8 character at the start of text, 0 if there is none.
std::size_t character(std::string_view text, std::uint32_t& point) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t n = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (n == 0 || n > text.size()) return 0;
  point = n == 1 ? lead : lead & (0x7Fu >> n);
  for (std::size_t i = 1; i < n; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) return 0;
    point = point << 6 | (next & 0x3Fu);
  }
  if (n == 3 && (point < 0x800 || (point >= 0xD800 && point <= 0xDFFF))) return 0;
  if (n == 4 && (point < 0x10000 || point > 0x10FFFF)) return 0;
  return n;
}

bool steers_a_terminal(std::uint32_t p) {
  return (p >= 0x7F && p < 0xA0) || p == 0xAD || p == 0x61C || (p >= 0x200B && p <= 0x200F) ||
         (p >= 0x2028 && p <= 0x202E) || (p >= 0x2060 && p <= 0x206F) || p == 0xFEFF;
}

// "/a/./b//../c" is "/a/c": a place outside of a folder must not look as if it lay in it.
std::string without_dots(const std::string& path) {
  std::vector<std::string_view> kept;
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..")
      kept.push_back(part);
    else if (!kept.empty())
      kept.pop_back();
  }
  std::string out;
  for (const std::string_view part : kept) out.append("/").append(part);
  return out;
}

}  // namespace

bool is_file(const Evidence& evidence) {
  return !evidence.file.empty() && !evidence.file.starts_with("env:") && evidence.file != "cli" &&
         evidence.file != "log";
}

std::optional<std::string> below(const std::string& written, const std::string& folder) {
  if (!written.starts_with('/')) return written;
  const std::string path = without_dots(written);
  const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
  if (folder.empty() || !path.starts_with(prefix) || path.size() == prefix.size()) return std::nullopt;
  return path.substr(prefix.size());
}

std::string harmless_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    std::uint32_t point = 0;
    const std::size_t n = character(json, point);
    if (n == 0)
      out += "\\ufffd";
    else if (steers_a_terminal(point))
      out += fmt::format("\\u{:04x}", point);
    else
      out.append(json.substr(0, n));
    json.remove_prefix(n ? n : 1);
  }
  return out;
}

std::string places_in_words(const Finding& finding) {
  std::string out;
  for (const Evidence& e : finding.evidence) {
    if (is_file(e)) continue;
    const std::string what = e.file.starts_with("env:") ? "the variable " + e.file.substr(4)
                             : e.file == "cli"          ? "the command line"
                             : e.file == "log"          ? "npm's log"
                                                        : "";
    if (what.empty()) continue;
    out += (out.empty() ? "See " : "; ") + what + (e.note.empty() ? "" : " (" + e.note + ")");
  }
  return out.empty() ? out : out + ".";
}

}  // namespace e401::findings
