// Two texts with a NUL between them: a URL and its base. What is printed parses to itself; nerf darts of what parses
// exist; no password shows.
#include <string>

#include "fuzz_target.h"
#include "npm/package_spec.h"
#include "npm/redact.h"
#include "npm/url.h"

using namespace e401;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(all.find('\0'), all.size());
  const std::string_view text = all.substr(0, cut);
  const std::string_view base_text = all.substr(std::min(cut + 1, all.size()));
  const auto base = base_text.empty() ? std::nullopt : npm::parse_url(base_text);
  if (const auto url = npm::parse_url(text, base ? &*base : nullptr)) {
    const auto again = npm::parse_url(url->href());
    must(again.has_value() && again->href() == url->href(), "href parses to itself");
    must(url->password.empty() || url->shown().find(":" + url->password + "@") == std::string::npos ||
             url->password == "***",
         "no password shows");
    (void)npm::nerf_dart(url->href());
    for (const std::string& prefix : npm::key_prefixes(*url)) must(prefix.starts_with("//"), "a key begins with //");
  }
  (void)npm::shown_url(text);
  (void)npm::npm_redact_log(text);
  if (const auto spec = npm::parse_spec(text)) (void)spec->unaliased();
  (void)npm::parse_dependency("x", text);
  return 0;
}
