// The code, the file (outside of the sources only its name), the line as shown, the host. Never the line's number.
#include <map>

#include "base/digest.h"
#include "findings/machine_text.h"
#include "findings/report.h"

namespace e401::findings {
namespace {

std::string fingerprint_of(const Finding& f, const std::string& base_folder) {
  std::string where;
  for (const Evidence& e : f.evidence) {
    if (!is_file(e)) continue;
    where = below(e.file, base_folder).value_or(e.file.substr(e.file.rfind('/') + 1)) + "\n" + e.text;
    break;
  }
  return base::sha256_hex(f.code + "\n" + where + "\n" + f.host + (f.identity.empty() ? "" : "\n" + f.identity));
}

}  // namespace

std::vector<std::string> fingerprints(const Report& report, const std::string& base_folder) {
  std::map<std::string, int> given;
  std::vector<std::string> out;
  for (const Finding& f : report.findings) {
    std::string print = fingerprint_of(f, base_folder);
    if (const int before = given[print]++) print += ":" + std::to_string(before);
    out.push_back(std::move(print));
  }
  return out;
}

}  // namespace e401::findings
