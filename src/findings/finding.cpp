#include "findings/finding.h"

namespace e401::findings {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "info";
  }
  return "info";
}

std::string_view name_of(Safety safety) {
  switch (safety) {
    case Safety::safe:
      return "safe";
    case Safety::ask:
      return "ask";
    case Safety::manual:
      return "manual";
  }
  return "manual";
}

}  // namespace e401::findings
