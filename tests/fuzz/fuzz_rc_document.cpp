// An .npmrc of any bytes: the document loses none, spans lie in their lines, values that can be written are read back.
#include <string>
#include <vector>

#include "fuzz_target.h"
#include "npm/expand.h"
#include "npm/known_secrets.h"
#include "npm/rc_document.h"

using namespace e401;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const npm::RcDocument document = npm::RcDocument::parse("rc", bytes);
  must(document.source().text() == bytes, "the bytes come back");
  must(document.lines().size() == document.source().line_count(), "one entry for each line");
  std::size_t end = 0;
  for (const npm::RcLine& line : document.lines()) {
    must(line.span.begin >= end && line.span.end >= line.span.begin && line.span.end <= size,
         "lines follow one another");
    end = line.span.end;
    for (const base::Span& span : {line.key_span, line.value_span, line.comment_span})
      must(span.empty() || (span.begin >= line.span.begin && span.end <= line.span.end), "spans lie in their lines");
    (void)npm::shown_rc_line(document.source().slice(line.span));
  }
  std::vector<base::Secret> secrets;
  npm::add_secrets_of(document, secrets);
  (void)document.to_object();
  (void)document.line_end();
  if (const auto written = npm::rc_value_text(bytes)) {
    const npm::RcDocument again = npm::RcDocument::parse("rc", "key=" + *written + "\nnext=1");
    must(again.lines().size() == 2 && again.line(1).value.to_string() == bytes, "a written value is read back");
  }
  (void)npm::expand(bytes, [](std::string_view name) { return std::optional<std::string>(name.substr(0, 1)); });
  return 0;
}
