#include "sys/net/response_reader.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"

namespace e401::sys {
namespace {

constexpr std::string_view version_start = "HTTP/1.";

bool is_token_char(char c) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool is_value_char(char c) {
  return static_cast<unsigned char>(c) >= 0x20 ? c != 0x7f : c == '\t';
}

// Digits only, all of them.
bool read_number(std::string_view text, int base, std::uint64_t& out) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return problem == std::errc() && end == text.data() + text.size() && !text.empty();
}

}  // namespace

ResponseReader::State ResponseReader::take(std::string_view bytes) {
  while (!bytes.empty() && state_ == State::reading) {
    if (part_ == Part::body_length || part_ == Part::body_to_end || part_ == Part::chunk_data) {
      take_body(bytes);
    } else if (take_line(bytes)) {
      const std::string line = std::move(line_);
      line_.clear();
      handle_line(line);
    }
  }
  return state_;
}

ResponseReader::State ResponseReader::end() {
  if (state_ != State::reading) return state_;
  if (part_ == Part::body_to_end) {
    body_end();
  } else {
    fail("ECONNRESET", head_read_ ? "the connection was closed within the answer" : "socket hang up");
  }
  return state_;
}

// Moves bytes into line_ until the line is whole (true); its CR LF is not kept.
bool ResponseReader::take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
  head_bytes_ += piece.size();
  if (head_bytes_ > limits::header_bytes_max) {
    fail("HPE_HEADER_OVERFLOW", "the answer's headers are too long");
    return false;
  }
  line_ += piece;
  bytes.remove_prefix(piece.size());
  // Something that is no HTTP at all may never send a line end: see it at its first bytes.
  const std::size_t seen = std::min(line_.size(), version_start.size());
  if (part_ == Part::status_line && line_.compare(0, seen, version_start, 0, seen) != 0) {
    fail("HPE_INVALID_CONSTANT", "the answer is not HTTP");
    return false;
  }
  if (end == std::string_view::npos) return false;
  if (!line_.ends_with("\r\n")) {
    fail("HPE_CR_EXPECTED", "a line of the answer does not end in CR LF");
    return false;
  }
  line_.resize(line_.size() - 2);
  return true;
}

void ResponseReader::handle_line(const std::string& line) {
  switch (part_) {
    case Part::status_line:
      return status_line(line);
    case Part::header:
      return line.empty() ? head_end() : header_line(line);
    case Part::chunk_size:
      return chunk_size_line(line);
    case Part::chunk_end:
      if (!line.empty()) return fail("HPE_STRICT", "a chunk is longer than it says");
      part_ = Part::chunk_size;
      return;
    case Part::trailer:
      if (line.empty()) body_end();
      return;
    default:
      return;
  }
}

void ResponseReader::status_line(const std::string& line) {
  // HTTP/1.1 200 OK; the reason may be missing.
  const bool good = line.size() >= 12 && (line[7] == '0' || line[7] == '1') && line[8] == ' ' &&
                    (line.size() == 12 || line[12] == ' ');
  std::uint64_t status = 0;
  if (!good || !read_number(std::string_view(line).substr(9, 3), 10, status) || status < 100)
    return fail("HPE_INVALID_STATUS", "the answer's first line is malformed");
  status_ = static_cast<int>(status);
  part_ = Part::header;
}

void ResponseReader::header_line(const std::string& line) {
  if (!std::all_of(line.begin(), line.end(), is_value_char))
    return fail("HPE_INVALID_HEADER_TOKEN", "a header of the answer has control characters");
  if (line.front() == ' ' || line.front() == '\t') {  // a folded line: the old way to go on
    if (headers_.empty()) return fail("HPE_INVALID_HEADER_TOKEN", "a header of the answer is malformed");
    headers_.back().second += " " + std::string(base::trim(line));
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = std::string_view(line).substr(0, colon);
  if (colon == std::string::npos || !is_token(name))
    return fail("HPE_INVALID_HEADER_TOKEN", "a header of the answer is malformed");
  headers_.emplace_back(base::ascii_lower(name), base::trim(std::string_view(line).substr(colon + 1)));
}

void ResponseReader::head_end() {
  if (status_ < 200 && status_ != 101) {
    if (++interim_answers_ > limits::interim_answers_max) return fail("HPE_INVALID_STATUS", "endless interim answers");
    headers_.clear();
    part_ = Part::status_line;
    return;
  }
  head_read_ = true;
  if (status_ >= 400) setting_.body_max_bytes = std::min(setting_.body_max_bytes, limits::error_body_max_bytes);
  head_bytes_ = 0;  // from here on it counts chunk lines and trailers
  choose_framing();
}

void ResponseReader::choose_framing() {
  const bool no_body =
      setting_.to_head || status_ == 101 || status_ == 204 || status_ == 304 || (setting_.to_connect && status_ < 300);
  bool has_length = false;
  for (const auto& [name, value] : headers_) {
    if (name != "content-length") continue;
    std::uint64_t length = 0;
    if (!read_number(value, 10, length))
      return fail("HPE_INVALID_CONTENT_LENGTH", "the answer's content-length is no number");
    if (has_length && length != left_) return fail("HPE_UNEXPECTED_CONTENT_LENGTH", "the answer has two lengths");
    has_length = true;
    left_ = length;
  }
  const std::string* transfer = header("transfer-encoding");
  if (transfer && has_length) return fail("HPE_UNEXPECTED_CONTENT_LENGTH", "the answer has a length and is chunked");
  if (no_body || setting_.headers_only || (has_length && left_ == 0)) return body_end();
  if (const std::string* encoding = header("content-encoding")) {
    const std::string kind = base::ascii_lower(*encoding);
    if (kind == "gzip" || kind == "x-gzip" || kind == "deflate")
      inflate_ = std::make_unique<Inflate>(kind == "deflate");
  }
  const bool chunked = transfer && base::ascii_lower(base::trim(base::split(*transfer, ',').back())) == "chunked";
  part_ = chunked ? Part::chunk_size : has_length ? Part::body_length : Part::body_to_end;
}

void ResponseReader::chunk_size_line(const std::string& line) {
  head_bytes_ = 0;
  const std::string_view number = base::trim(std::string_view(line).substr(0, line.find(';')));
  if (!read_number(number, 16, left_)) return fail("HPE_INVALID_CHUNK_SIZE", "the size of a chunk is malformed");
  part_ = left_ == 0 ? Part::trailer : Part::chunk_data;
}

void ResponseReader::take_body(std::string_view& bytes) {
  const std::size_t n = part_ == Part::body_to_end
                            ? bytes.size()
                            : static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
  sink(bytes.substr(0, n));
  bytes.remove_prefix(n);
  if (part_ == Part::body_to_end || state_ != State::reading) return;
  left_ -= n;
  if (left_ > 0) return;
  if (part_ == Part::chunk_data)
    part_ = Part::chunk_end;
  else
    body_end();
}

void ResponseReader::sink(std::string_view bytes) {
  if (inflate_) {
    const Inflate::State state = inflate_->take(bytes, body_, setting_.body_max_bytes);
    if (state == Inflate::State::failed) return fail("Z_DATA_ERROR", "the answer's compression is broken");
    truncated_ = state == Inflate::State::full;
  } else {
    const std::size_t room = setting_.body_max_bytes - body_.size();
    body_.append(bytes.substr(0, room));
    truncated_ = bytes.size() > room;
  }
  if (truncated_) state_ = State::done;
}

void ResponseReader::body_end() {
  if (inflate_ && !inflate_->ended() && head_read_ && !body_.empty())
    return fail("Z_BUF_ERROR", "the answer's compression ends too early");
  state_ = State::done;
}

void ResponseReader::fail(std::string code, std::string problem) {
  state_ = State::failed;
  code_ = std::move(code);
  problem_ = std::move(problem);
}

const std::string* ResponseReader::header(std::string_view name) const {
  for (const auto& [known, value] : headers_)
    if (known == name) return &value;
  return nullptr;
}

}  // namespace e401::sys
