// Reads one HTTP/1.1 answer from bytes as they come, without doing any input itself. As strict as Node's parser where
// that decides whether npm would have got an answer: a line must end in CR LF, lengths must agree, headers are bounded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sys/net/inflate.h"

namespace e401::sys {

class ResponseReader {
 public:
  struct Setting {
    bool to_head = false;     // the answer to HEAD has no body whatever it says
    bool to_connect = false;  // a 2xx answer to CONNECT has none either
    bool headers_only = false;
    std::size_t body_max_bytes = 0;
  };
  enum class State { reading, done, failed };

  explicit ResponseReader(Setting setting) : setting_(setting) {}

  // Takes all bytes; what follows the answer is ignored.
  State take(std::string_view bytes);
  // The peer closed. An answer that has not ended by then has failed, with code "ECONNRESET".
  State end();

  State state() const { return state_; }
  bool has_head() const { return head_read_; }  // status and headers are known, also when the body failed
  int status() const { return status_; }
  std::vector<std::pair<std::string, std::string>>& headers() { return headers_; }  // names in lower case
  std::string& body() { return body_; }
  bool truncated() const { return truncated_; }
  const std::string& problem_code() const { return code_; }  // Node's name for it
  const std::string& problem() const { return problem_; }

 private:
  enum class Part { status_line, header, body_length, body_to_end, chunk_size, chunk_data, chunk_end, trailer };

  bool take_line(std::string_view& bytes);
  void handle_line(const std::string& line);
  void status_line(const std::string& line);
  void header_line(const std::string& line);
  void head_end();
  void choose_framing();
  void chunk_size_line(const std::string& line);
  void take_body(std::string_view& bytes);
  void sink(std::string_view bytes);
  void body_end();
  void fail(std::string code, std::string problem);
  const std::string* header(std::string_view name) const;

  Setting setting_;
  State state_ = State::reading;
  Part part_ = Part::status_line;
  std::string line_;
  std::size_t head_bytes_ = 0;
  int interim_answers_ = 0;
  bool head_read_ = false;
  int status_ = 0;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::uint64_t left_ = 0;  // of the body, or of the chunk
  std::unique_ptr<Inflate> inflate_;
  std::string body_;
  bool truncated_ = false;
  std::string code_, problem_;
};

}  // namespace e401::sys
