// As npm's ssri does it: of several algorithms the strongest counts, and one of its hashes must fit. sha256 and sha384
// occur in no registry; where nothing else stands there, nothing is proven.
#include "change/verify.h"

#include <algorithm>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "npm/url.h"

namespace e401::change {
namespace {

using base::fail;
using base::Result;

std::string bytes_of_hex(std::string_view hex) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) out += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  return out;
}

std::vector<std::string_view> hashes_named(std::string_view integrity, std::string_view algorithm) {
  std::vector<std::string_view> out;
  for (const std::string_view part : base::split(integrity, ' ')) {
    const std::string_view hash = base::trim(part);
    if (!hash.starts_with(algorithm) || hash.size() <= algorithm.size()) continue;
    out.push_back(hash.substr(algorithm.size(), hash.find('?') - algorithm.size()));  // ?options count for nothing
  }
  return out;
}

}  // namespace

Result<void> check_integrity(std::string_view bytes, std::string_view integrity) {
  const auto strong = hashes_named(integrity, "sha512-");
  const auto weak = hashes_named(integrity, "sha1-");
  if (strong.empty() && weak.empty()) return fail("its integrity has neither sha512 nor sha1", {}, 0, "integrity");
  const auto& wanted = strong.empty() ? weak : strong;
  const std::string have =
      strong.empty() ? base::base64_encode(bytes_of_hex(base::sha1_hex(bytes))) : base::sha512_base64(bytes);
  if (std::find(wanted.begin(), wanted.end(), have) != wanted.end()) return {};
  return fail("its bytes are not those that the lockfile's integrity promises", {}, 0, "integrity");
}

Result<void> verify_tarballs(const findings::Fix& fix, const FetchTarball& fetch) {
  const std::size_t count = std::min(fix.verify_tarballs.size(), limits::tarballs_verified_max);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& text = fix.verify_tarballs[i];
    const std::size_t blank = text.find(' ');
    if (blank == std::string::npos) return fail("no integrity to check it by", npm::shown_url(text), 0, "integrity");
    const std::string url = text.substr(0, blank);
    const auto bytes = fetch(url);
    if (!bytes) return fail(bytes.error().what, npm::shown_url(url), 0, bytes.error().code);
    if (const auto fits = check_integrity(*bytes, std::string_view(text).substr(blank + 1)); !fits)
      return fail(fits.error().what, npm::shown_url(url), 0, fits.error().code);
  }
  return {};
}

}  // namespace e401::change
