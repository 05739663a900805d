// Every read is checked against what is left: the file belongs to the repository's owner, and lint runs in cloned ones.
// The checksum at the end is compared for SHA-1 (git leaves it out as zeros where index.skipHash is set).
#include "git/index.h"

#include <algorithm>

#include "base/digest.h"
#include "base/limits.h"

namespace e401::git {
namespace {

constexpr std::size_t header_bytes = 12;
constexpr std::size_t stat_bytes = 40;  // ctime, mtime (8 bytes each), then 4 each: dev, ino, mode, uid, gid, size
constexpr std::size_t ctime_bytes = 8, dev_and_ino_bytes = 8, uid_and_gid_bytes = 8;
constexpr std::uint16_t flag_extended = 0x4000;
constexpr std::uint16_t flag_intent_to_add = 0x2000;  // of the extended flags

std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    (out += digits[byte >> 4]) += digits[byte & 15];
  }
  return out;
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  bool skip(std::size_t n) {
    if (n > left()) return false;
    at_ += n;
    return true;
  }
  bool big_endian(std::size_t n, std::uint32_t& value) {
    if (n > left()) return false;
    value = 0;
    for (std::size_t i = 0; i < n; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[at_ + i]);
    at_ += n;
    return true;
  }
  bool bytes(std::size_t n, std::string_view& value) {
    if (n > left()) return false;
    value = bytes_.substr(at_, n);
    at_ += n;
    return true;
  }
  // Up to a NUL, which is read too.
  bool text(std::string_view& value) {
    const std::size_t end = bytes_.find('\0', at_);
    if (end == std::string_view::npos) return false;
    value = bytes_.substr(at_, end - at_);
    at_ = end + 1;
    return true;
  }
  // The offset encoding of pack files: each further byte adds one before it shifts.
  bool offset_number(std::size_t& value) {
    std::uint32_t byte = 0;
    if (!big_endian(1, byte)) return false;
    value = byte & 0x7F;
    while (byte & 0x80) {
      if (value > limits::git_path_max_bytes || !big_endian(1, byte)) return false;
      value = ((value + 1) << 7) | (byte & 0x7F);
    }
    return true;
  }
  std::string_view tag() const { return bytes_.substr(at_, std::min<std::size_t>(4, left())); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// One entry; `previous` is the path before it, which version 4 shortens by.
bool read_entry(Reader& in, int version, std::size_t hash_bytes, const std::string& previous, IndexEntry& out,
                std::uint32_t& flags) {
  const std::size_t begin = in.at();
  std::uint32_t extended = 0;
  std::string_view id;
  if (!in.skip(ctime_bytes) || !in.big_endian(4, out.modified_s) || !in.big_endian(4, out.modified_ns) ||
      !in.skip(dev_and_ino_bytes) || !in.big_endian(4, out.mode) || !in.skip(uid_and_gid_bytes) ||
      !in.big_endian(4, out.size_bytes) || !in.bytes(hash_bytes, id))
    return false;
  out.id = hex(id);
  if (!in.big_endian(2, flags)) return false;
  if (flags & flag_extended) {
    if (version < 3 || !in.big_endian(2, extended)) return false;
    out.intent_to_add = (extended & flag_intent_to_add) != 0;
  }
  std::size_t kept = 0;
  if (version == 4) {
    std::size_t dropped = 0;
    if (!in.offset_number(dropped) || dropped > previous.size()) return false;
    kept = previous.size() - dropped;
  }
  std::string_view name;
  if (!in.text(name) || kept + name.size() > limits::git_path_max_bytes) return false;
  out.path = previous.substr(0, kept).append(name);
  if (version == 4) return true;
  // Padded with one to eight NULs to a multiple of eight; the first was read with the name.
  const std::size_t used = in.at() - begin;
  return in.skip((8 - used % 8) % 8);
}

bool checksum_fits(std::string_view bytes, HashKind kind, std::size_t hash_bytes) {
  const std::string_view sum = bytes.substr(bytes.size() - hash_bytes);
  if (kind == HashKind::sha256 || std::all_of(sum.begin(), sum.end(), [](char c) { return c == '\0'; })) return true;
  return base::sha1_hex(bytes.substr(0, bytes.size() - hash_bytes)) == hex(sum);
}

}  // namespace

base::Result<Index> parse_index(std::string_view bytes, HashKind kind, const std::string& file) {
  const auto damaged = [&](std::string_view why) {
    return base::fail("git's index cannot be read: " + std::string(why), file, 0, "damaged");
  };
  const std::size_t hash_bytes = kind == HashKind::sha1 ? 20 : 32;
  if (bytes.size() < header_bytes + hash_bytes || !bytes.starts_with("DIRC")) return damaged("it is no index");
  if (!checksum_fits(bytes, kind, hash_bytes)) return damaged("its checksum does not fit");
  Reader in(bytes.substr(0, bytes.size() - hash_bytes));
  std::uint32_t version = 0, count = 0;
  in.skip(4);
  in.big_endian(4, version);
  in.big_endian(4, count);
  if (version < 2 || version > 4) return damaged("version " + std::to_string(version) + " is not known");
  if (count > limits::git_entries_max) return damaged("it has too many entries");

  Index index{static_cast<int>(version), {}};
  index.entries.reserve(std::min<std::size_t>(count, in.left() / (stat_bytes + hash_bytes)));
  std::string previous;
  for (std::uint32_t i = 0; i < count; ++i) {
    IndexEntry entry;
    std::uint32_t flags = 0;
    if (!read_entry(in, index.version, hash_bytes, previous, entry, flags)) return damaged("an entry is cut short");
    if (entry.path.empty()) return damaged("an entry has no name");
    if (entry.path < previous) return damaged("its entries are out of order");  // who looks one up relies on it
    previous = entry.path;
    if (index.entries.empty() || index.entries.back().path != entry.path) index.entries.push_back(std::move(entry));
  }
  while (in.left() >= 8) {
    if (in.tag() == "link")
      return base::fail("git's index is split over two files (git update-index --no-split-index joins them)", file, 0,
                        "split");
    std::uint32_t size = 0;
    in.skip(4);
    in.big_endian(4, size);
    if (!in.skip(size)) return damaged("an extension is cut short");
  }
  return index;
}

}  // namespace e401::git
