// The file that tools/pack_roots.cpp writes: a count, then per certificate {hash of its subject, offset, size}, sorted
// by hash, then the certificates in DER. All numbers are 32 bits, little endian.
#include "sys/net/roots.h"

#include <cstdint>
#include <cstring>
#include <span>

// clang-format off
asm(".section .rodata\n"
    ".balign 8\n"
    ".global e401_roots_begin\n"
    ".global e401_roots_end\n"
    "e401_roots_begin:\n"
    ".incbin \"" E401_ROOTS_FILE "\"\n"
    "e401_roots_end:\n"
    ".byte 0\n"
    ".text\n");
// clang-format on
extern "C" const unsigned char e401_roots_begin[];
extern "C" const unsigned char e401_roots_end[];

namespace e401::sys {
namespace {

std::span<const unsigned char> file() {
  return {e401_roots_begin, static_cast<std::size_t>(e401_roots_end - e401_roots_begin)};
}

std::uint32_t number_at(std::size_t offset) {
  std::uint32_t out = 0;
  std::memcpy(&out, file().data() + offset, sizeof out);
  return out;
}

struct Entry {
  std::uint32_t hash, offset, size;
};
constexpr std::size_t entry_bytes = 3 * sizeof(std::uint32_t);

Entry entry_at(std::size_t index) {
  const std::size_t at = sizeof(std::uint32_t) + index * entry_bytes;
  return {number_at(at), number_at(at + 4), number_at(at + 8)};
}

OpenSslPtr<X509> certificate(const Entry& entry) {
  const unsigned char* der = file().data() + entry.offset;
  return OpenSslPtr<X509>(::d2i_X509(nullptr, &der, entry.size));
}

}  // namespace

std::size_t bundled_roots_count() {
  return number_at(0);
}

std::vector<OpenSslPtr<X509>> bundled_roots(const X509_NAME* subject) {
  std::vector<OpenSslPtr<X509>> found;
  const auto hash = static_cast<std::uint32_t>(::X509_NAME_hash_ex(subject, nullptr, nullptr, nullptr));
  std::size_t low = 0, high = bundled_roots_count();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (entry_at(middle).hash < hash)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < bundled_roots_count() && entry_at(low).hash == hash; ++low) {
    OpenSslPtr<X509> root = certificate(entry_at(low));
    if (root && ::X509_NAME_cmp(::X509_get_subject_name(root.get()), subject) == 0) found.push_back(std::move(root));
  }
  return found;
}

std::vector<OpenSslPtr<X509>> all_bundled_roots() {
  std::vector<OpenSslPtr<X509>> all;
  for (std::size_t i = 0; i < bundled_roots_count(); ++i) all.push_back(certificate(entry_at(i)));
  return all;
}

}  // namespace e401::sys
