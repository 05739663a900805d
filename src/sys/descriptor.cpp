#include "sys/descriptor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

namespace e401::sys {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

int Descriptor::release() {
  const int number = number_;
  number_ = -1;
  return number;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

bool set_nonblocking(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
}

std::string errno_code(int number) {
  const char* name = ::strerrorname_np(number);
  return name ? name : "E" + std::to_string(number);
}

std::unexpected<base::Error> fail_errno(std::string what, const std::string& file, int number) {
  const char* words = ::strerrordesc_np(number);
  return base::fail(std::move(what) + ": " + (words ? words : "unknown error"), file, 0, errno_code(number));
}

}  // namespace e401::sys
