#include "sys/net/response_reader.h"

#include <gtest/gtest.h>

namespace e401::sys {
namespace {

using State = ResponseReader::State;

ResponseReader::Setting setting(std::size_t body_max_bytes = 1000) {
  return {.body_max_bytes = body_max_bytes};
}

// Every answer is read twice: whole, and byte by byte; both must come out the same.
struct Read {
  State state;
  int status;
  std::string body, code;
  bool truncated, has_head;
  std::vector<std::pair<std::string, std::string>> headers;
  friend bool operator==(const Read&, const Read&) = default;
};
Read feed(const std::vector<std::string>& pieces, ResponseReader::Setting how, bool closes) {
  ResponseReader reader(how);
  for (const std::string& piece : pieces)
    if (reader.take(piece) != State::reading) break;
  if (closes) reader.end();
  return {reader.state(),     reader.status(),   reader.body(),   reader.problem_code(),
          reader.truncated(), reader.has_head(), reader.headers()};
}
Read read(const std::string& text, ResponseReader::Setting how = setting(), bool closes = false) {
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  const Read whole = feed({text}, how, closes);
  const Read single = feed(bytes, how, closes);
  EXPECT_EQ(whole, single) << text;
  return whole;
}

TEST(ResponseReader, ReadsALengthAChunkedBodyAndOneUntilTheEnd) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello...").body, "hello");
  EXPECT_EQ(
      read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n")
          .body,
      "hello");
  const Read open = read("HTTP/1.0 200 OK\r\n\r\nhello");
  EXPECT_EQ(open.state, State::reading);
  EXPECT_EQ(read("HTTP/1.0 200 OK\r\n\r\nhello", setting(), true).state, State::done);
  EXPECT_EQ(read("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n").state, State::done);
}

TEST(ResponseReader, LowersNamesTrimsValuesAndKeepsRepeatedHeaders) {
  const Read got = read(
      "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate:  Bearer \r\nX-A: 1\r\nx-a: 2\r\nFolded: a\r\n  "
      "b\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(got.status, 401);
  EXPECT_EQ(
      got.headers,
      (std::vector<std::pair<std::string, std::string>>{
          {"www-authenticate", "Bearer"}, {"x-a", "1"}, {"x-a", "2"}, {"folded", "a b"}, {"content-length", "0"}}));
}

TEST(ResponseReader, SkipsInterimAnswersButNotForEver) {
  EXPECT_EQ(read("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\nY: z\r\n\r\n").headers.size(),
            1u);
  std::string endless;
  for (int i = 0; i < 100; ++i) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(read(endless).state, State::failed);
}

TEST(ResponseReader, KnowsAnswersWithoutABody) {
  auto head = setting();
  head.to_head = true;
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", head).state, State::done);
  EXPECT_EQ(read("HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n").state, State::done);
  auto connect = setting();
  connect.to_connect = true;
  EXPECT_EQ(read("HTTP/1.1 200 Connection established\r\n\r\n", connect).state, State::done);
  EXPECT_EQ(read("HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno", connect).body, "no");
  auto only = setting();
  only.headers_only = true;
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", only).state, State::done);
}

TEST(ResponseReader, StopsAtItsBound) {
  const Read long_body = read("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + std::string(2000, 'x'), setting(100));
  EXPECT_EQ(long_body.state, State::done);
  EXPECT_TRUE(long_body.truncated);
  EXPECT_EQ(long_body.body.size(), 100u);
  EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", setting(5)).truncated);
}

TEST(ResponseReader, RefusesWhatNodeRefusesUnderTheSameName) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"<html>", "HPE_INVALID_CONSTANT"},
      {"SSH-2.0-OpenSSH\r\n", "HPE_INVALID_CONSTANT"},
      {std::string("\x15\x03\x01\x00", 4), "HPE_INVALID_CONSTANT"},
      {"HTTP/1.1 2x0 OK\r\n", "HPE_INVALID_STATUS"},
      {"HTTP/1.1 200 OK\nContent-Length: 0\n\n", "HPE_CR_EXPECTED"},
      {"HTTP/1.1 200 OK\r\nno colon\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\nbad name: x\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\nx: a\rb\r\n", "HPE_INVALID_HEADER_TOKEN"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n", "HPE_INVALID_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n", "HPE_UNEXPECTED_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", "HPE_UNEXPECTED_CONTENT_LENGTH"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "HPE_INVALID_CHUNK_SIZE"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", "HPE_STRICT"},
      {"HTTP/1.1 200 OK\r\nx: " + std::string(20'000, 'y'), "HPE_HEADER_OVERFLOW"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(20'000, 'y'), "HPE_HEADER_OVERFLOW"},
  };
  for (const auto& [text, code] : cases) {
    EXPECT_EQ(read(text).state, State::failed) << text.substr(0, 60);
    EXPECT_EQ(read(text).code, code) << text.substr(0, 60);
  }
}

TEST(ResponseReader, TellsACutAnswerFromAWholeOne) {
  EXPECT_EQ(read("", setting(), true).code, "ECONNRESET");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nx: y\r\n", setting(), true).code, "ECONNRESET");
  const Read half = read("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", setting(), true);
  EXPECT_EQ(half.code, "ECONNRESET");
  EXPECT_TRUE(half.has_head);
  EXPECT_EQ(half.body, "half");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", setting(), true).code,
            "ECONNRESET");
}

std::string zipped(const std::string& text, int window_bits) {
  z_stream stream{};
  ::deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}
std::string with_body(const std::string& encoding, const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

TEST(ResponseReader, UnpacksGzipAndBothKindsOfDeflate) {
  const std::string text(500, 'z');
  EXPECT_EQ(read(with_body("gzip", zipped(text, MAX_WBITS + 16))).body, text);
  EXPECT_EQ(read(with_body("Deflate", zipped(text, MAX_WBITS))).body, text);
  EXPECT_EQ(read(with_body("deflate", zipped(text, -MAX_WBITS))).body, text);
  EXPECT_EQ(read(with_body("br", "as it is")).body, "as it is");
  EXPECT_EQ(read(with_body("gzip", "")).body, "");
}

TEST(ResponseReader, BoundsWhatAZipBombUnpacksTo) {
  const Read got = read(with_body("gzip", zipped(std::string(5'000'000, '0'), MAX_WBITS + 16)), setting(1000));
  EXPECT_TRUE(got.truncated);
  EXPECT_EQ(got.body.size(), 1000u);
}

TEST(ResponseReader, SaysWhenCompressionIsBroken) {
  EXPECT_EQ(read(with_body("gzip", "not gzip at all")).code, "Z_DATA_ERROR");
  const std::string whole = zipped(std::string(500, 'z') + "abcdefghijklmnop", MAX_WBITS + 16);
  EXPECT_EQ(read(with_body("gzip", whole.substr(0, whole.size() - 9))).state, State::failed);
}

}  // namespace
}  // namespace e401::sys
