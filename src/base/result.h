// Results. A function that can fail returns Result<T>; a miss ("there is none") is not a failure and is a std::optional
// inside. An Error says what was tried and on what, in words a user can read.
#pragma once

#include <expected>
#include <string>
#include <utility>

namespace e401::base {

struct Error {
  std::string what;  // "cannot read the file: Permission denied"
  std::string file;  // path or URL it is about; empty when there is none
  int line = 0;      // 1-based; 0: none
  std::string code;  // a short stable word where a caller decides by it ("EACCES", "ENOENT", "too-large"); else empty

  // "FILE:LINE: what"
  std::string text() const {
    if (file.empty()) return what;
    return line ? file + ":" + std::to_string(line) + ": " + what : file + ": " + what;
  }
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(std::string what, std::string file = {}, int line = 0, std::string code = {}) {
  return std::unexpected<Error>(Error{std::move(what), std::move(file), line, std::move(code)});
}

}  // namespace e401::base

// TRY_AS(declaration, expression): binds the value or returns the error to the caller.
#define E401_CONCAT_(a, b) a##b
#define E401_CONCAT(a, b) E401_CONCAT_(a, b)
#define TRY_AS(declaration, expression)                                                                     \
  auto E401_CONCAT(try_, __LINE__) = (expression);                                                          \
  if (!E401_CONCAT(try_, __LINE__)) return std::unexpected(std::move(E401_CONCAT(try_, __LINE__)).error()); \
  declaration = std::move(*E401_CONCAT(try_, __LINE__))
#define TRY(expression)                                                                                     \
  do {                                                                                                      \
    if (auto try_result = (expression); !try_result) return std::unexpected(std::move(try_result).error()); \
  } while (false)
