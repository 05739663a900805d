// Secret: a text that must not be shown. It has no stream operator, no formatter, no conversion; `reveal()` is the one
// door, so that a search for "reveal" lists every place where a secret leaves its box. The memory is overwritten on
// destruction.
#pragma once

#include <string>
#include <string_view>

namespace e401::base {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(const Secret&) = default;
  Secret& operator=(Secret&&) noexcept = default;
  ~Secret();

  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }
  std::size_t size() const { return value_.size(); }

  // The first 8 hex digits of SHA-256, and "" for values under 20 characters (docs: TRUST 5): enough to compare two
  // places, too little to guess from.
  std::string fingerprint() const;

  // Takes the same time for every pair of equal length.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  std::string value_;
};

template <class Stream>
Stream& operator<<(Stream&, const Secret&) = delete;

}  // namespace e401::base
