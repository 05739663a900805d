// JSON readers: the tree, the scan and the lockfile's cursor take and refuse the same texts, and spans say what they
// mean.
#include <string>

#include "base/json.h"
#include "fuzz_target.h"
#include "npm/json_cursor.h"
#include "npm/lockfile.h"

using namespace e401;

namespace {

void check_spans(const base::Json& json, std::string_view text) {
  must(json.span.begin <= json.span.end && json.span.end <= text.size(), "spans lie in the text");
  if (json.is_string())
    must(text[json.span.begin] == '"' && text[json.span.end - 1] == '"', "a string's span has its quotes");
  for (const base::Json& item : json.items) check_spans(item, text);
  for (const auto& [name, member] : json.members) check_spans(member, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto tree = base::parse_json(text);
  const auto scan = base::scan_json_strings(text, [](const auto&, auto, auto) { return true; });
  must(tree.has_value() == scan.has_value(), "tree and scan agree");
  if (tree) check_spans(*tree, text);
  const auto lockfile = npm::parse_lockfile("l", text);
  must(!lockfile || tree.has_value(), "what is a lockfile is JSON");
  if (lockfile)
    for (const npm::LockedPackage& package : lockfile->packages) {
      must(package.resolved_span.end <= size, "a place lies in the text");
      (void)lockfile->place(package);
      (void)npm::effective_resolved(package.resolved, "always", "https://r.example/npm/", npm::Version{});
    }
  if (tree) (void)base::JsonWriter(true).value(*tree).take();
  return 0;
}
