#include "git/object.h"

#include <zlib.h>

#include <algorithm>

#include "base/digest.h"

namespace e401::git {
namespace {

using base::fail;
using base::Result;

std::string hex_digest(std::string_view bytes, HashKind kind) {
  return kind == HashKind::sha1 ? base::sha1_hex(bytes) : base::sha256_hex(bytes);
}

std::string with_header(std::string_view bytes) {
  return "blob " + std::to_string(bytes.size()) + '\0' + std::string(bytes);
}

// nullopt: no stream of zlib's. What is longer than max_bytes is cut there.
std::optional<std::string> inflated(std::string_view packed, std::size_t max_bytes) {
  z_stream stream{};
  if (::inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  char buffer[16u << 10];
  int result = Z_OK;
  while (result == Z_OK && out.size() < max_bytes) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    result = ::inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  ::inflateEnd(&stream);
  if (result != Z_OK && result != Z_STREAM_END) return std::nullopt;
  out.resize(std::min(out.size(), max_bytes));
  return out;
}

}  // namespace

std::string blob_id(std::string_view bytes, HashKind kind) {
  return hex_digest(with_header(bytes), kind);
}

Result<std::optional<std::string>> loose_blob(const base::ReadFiles& files, const std::string& objects_folder,
                                              const std::string& id, HashKind kind, std::size_t max_bytes) {
  if (id.size() < 3) return std::optional<std::string>();
  const std::string path = objects_folder + "/" + id.substr(0, 2) + "/" + id.substr(2);
  const auto packed = files.read(path, max_bytes);
  if (!packed && packed.error().code == "ENOENT") return std::optional<std::string>();
  if (!packed) return std::unexpected(packed.error());
  constexpr std::size_t header_max_bytes = 32;
  auto whole = inflated(*packed, max_bytes + header_max_bytes + 1);
  const std::size_t header_end = whole ? whole->find('\0') : std::string::npos;
  if (header_end == std::string::npos || !whole->starts_with("blob "))
    return fail("it is no file's object of git", path, 0, "damaged");
  std::string bytes = whole->substr(header_end + 1);
  if (bytes.size() > max_bytes) return fail("it is too large", path, 0, "too-large");
  if (blob_id(bytes, kind) != id) return fail("its bytes do not fit its name", path, 0, "damaged");
  return std::optional(std::move(bytes));
}

}  // namespace e401::git
