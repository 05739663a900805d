#include "cli/masking_terminal.h"

#include "base/limits.h"

namespace e401::cli {

void MaskingTerminal::out(std::string_view text) {
  waiting_ += text;
  if (waiting_.size() < limits::output_collected_max_bytes) return;
  const std::size_t end = waiting_.rfind('\n');  // whole lines: a secret has no line break, so none is cut in two
  if (end == std::string::npos) return;
  std::string rest = waiting_.substr(end + 1);
  waiting_.resize(end + 1);
  flush();
  waiting_ = std::move(rest);
}

void MaskingTerminal::flush() {
  if (waiting_.empty()) return;
  inner_.out(redactor_.clean(std::move(waiting_)));
  waiting_.clear();
}

void MaskingTerminal::err(std::string_view text) {
  flush();
  inner_.err(redactor_.clean(std::string(text)));
}

void MaskingTerminal::progress(std::string_view text) {
  flush();
  inner_.progress(redactor_.clean(std::string(text)));
}

std::optional<std::string> MaskingTerminal::ask(std::string_view question) {
  flush();
  return inner_.ask(redactor_.clean(std::string(question)));
}

std::optional<base::Secret> MaskingTerminal::ask_secret(std::string_view question) {
  flush();
  return inner_.ask_secret(redactor_.clean(std::string(question)));
}

}  // namespace e401::cli
