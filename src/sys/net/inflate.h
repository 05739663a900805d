// gzip and deflate, unpacked as they come and never beyond what the caller has room for.
#pragma once

#include <string>
#include <string_view>

#include <zlib.h>

namespace e401::sys {

class Inflate {
 public:
  enum class State { more, end, full, failed };

  // deflate: what servers send under that name is zlib's format or the raw one; the first byte tells.
  explicit Inflate(bool deflate) : deflate_(deflate) {}
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;
  ~Inflate();

  // Appends to out until it holds max_bytes.
  State take(std::string_view bytes, std::string& out, std::size_t max_bytes);
  bool ended() const { return ended_; }

 private:
  bool deflate_;
  bool started_ = false;
  bool ended_ = false;
  z_stream stream_{};
};

}  // namespace e401::sys
