// A file descriptor that closes itself, and the words for errno.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace e401::sys {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release();
  void close();

 private:
  int number_ = -1;
};

// Both ends close on exec. Empty descriptors when the system has no more.
struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};
Pipe make_pipe();

bool set_nonblocking(int descriptor);

// "ENOENT"; "E<number>" for one without a name.
std::string errno_code(int number);
// what + ": No such file or directory", code ENOENT
std::unexpected<base::Error> fail_errno(std::string what, const std::string& file, int number);

}  // namespace e401::sys
