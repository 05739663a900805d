// What a child writes, shown unchanged and kept (bounded) at the same time.
#pragma once

#include <string>
#include <vector>

#include "sys/descriptor.h"

namespace e401::sys {

// One way from the child to one of our outputs. When that output is a terminal the child gets a pseudo terminal, so
// that colours and progress bars stay; its only job is to answer isatty and the window's size. Else a pipe.
class OutputCopy {
 public:
  // to: STDOUT_FILENO or STDERR_FILENO. No way (false in operator bool) when the system refuses.
  explicit OutputCopy(int to);
  explicit operator bool() const { return static_cast<bool>(ours_); }

  int child_end() const { return child_.get(); }
  int our_end() const { return ours_.get(); }
  void child_started() { child_.close(); }  // else the end of the output would never come
  void resize();                            // the window changed
  // Shows what is there now and appends it to kept. False at the end of the output.
  bool copy(std::string& kept, std::size_t kept_max_bytes);
  void close() { ours_.close(); }

 private:
  int to_;
  bool terminal_ = false;
  Descriptor ours_;
  Descriptor child_;
};

// True when stdout and stderr are one and the same file: then one way must serve both, else lines would change places.
bool outputs_are_one();

}  // namespace e401::sys
