#include "sys/net/inflate.h"

#include <algorithm>

namespace e401::sys {

Inflate::~Inflate() {
  if (started_) ::inflateEnd(&stream_);
}

Inflate::State Inflate::take(std::string_view bytes, std::string& out, std::size_t max_bytes) {
  if (ended_) return State::end;  // what follows the end is ignored, as Node does
  if (bytes.empty()) return State::more;
  if (!started_) {
    const bool is_raw = deflate_ && (bytes.front() & 0x0f) != Z_DEFLATED;
    if (::inflateInit2(&stream_, deflate_ ? (is_raw ? -MAX_WBITS : MAX_WBITS) : MAX_WBITS + 16) != Z_OK)
      return State::failed;
    started_ = true;
  }
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  char buffer[16u << 10];
  for (;;) {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = sizeof buffer;
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) return State::failed;
    const std::size_t made = sizeof buffer - stream_.avail_out;
    const std::size_t room = max_bytes - std::min(max_bytes, out.size());
    out.append(buffer, std::min(made, room));
    if (made > room) return State::full;
    if (result == Z_STREAM_END) {
      ended_ = true;
      return State::end;
    }
    if (stream_.avail_in == 0 && stream_.avail_out > 0) return State::more;
  }
}

}  // namespace e401::sys
