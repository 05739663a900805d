#include "sys/net/request_writer.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "sys/version.h"

namespace e401::sys {
namespace {

using base::Secret;
using world::HttpRequest;
using world::Trouble;

bool is_token(std::string_view text) {
  static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
  });
}

// Node sends header values as Latin-1 and refuses what does not fit there; ours are UTF-8. False where Node refuses.
// Appends, so that no copy of a secret is left behind.
bool append_latin1(std::string& out, std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto c = static_cast<unsigned char>(utf8[i]);
    if (c < 0x80) {
      if ((c < 0x20 && c != '\t') || c == 0x7f) return false;
      out += static_cast<char>(c);
      continue;
    }
    const bool fits =
        (c == 0xc2 || c == 0xc3) && i + 1 < utf8.size() && (static_cast<unsigned char>(utf8[i + 1]) & 0xc0) == 0x80;
    if (!fits) return false;
    out += static_cast<char>(((c & 3) << 6) | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
  }
  return true;
}

class Head {
 public:
  Head(const std::string& first_line, std::size_t body_bytes) {
    text_.reserve((16u << 10) + body_bytes);  // a text that grows leaves copies of a secret behind
    text_ += first_line + "\r\n";
  }
  void add(std::string_view name, std::string_view value) {
    text_.append(name).append(": ");
    if (bad_.empty() && (!append_latin1(text_, value) || !is_token(name))) bad_ = name;
    text_ += "\r\n";
  }
  Attempt<Secret> finish(std::string_view body) {
    if (!bad_.empty())
      return no_answer(Trouble::bad_request,
                       "the value of the header \"" + base::printable(bad_) +
                           "\" cannot be sent: it holds a line break or another character that no header may hold",
                       "ERR_INVALID_CHAR");
    text_ += "\r\n";
    text_ += body;
    return Secret(std::move(text_));
  }

 private:
  std::string text_;
  std::string bad_;  // the name of the first header that cannot be sent
};

bool has(const HttpRequest& request, std::string_view name) {
  const auto same = [&](const auto& header) { return base::ascii_iequals(header.first, name); };
  return std::any_of(request.headers.begin(), request.headers.end(), same);
}

std::string user_agent() {
  return "e401/" + std::string(version());
}

bool is_target(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f; });
}

}  // namespace

std::uint16_t port_of(const npm::Url& url) {
  std::uint16_t port = url.scheme == "https" ? 443 : 80;
  std::from_chars(url.port.data(), url.port.data() + url.port.size(), port);
  return port;
}

Attempt<Secret> write_request(const HttpRequest& request, const npm::Url& url, bool through_http_proxy) {
  const std::string path = (url.path.empty() ? "/" : url.path) + (url.query ? "?" + *url.query : "");
  const std::string target = through_http_proxy ? url.scheme + "://" + url.host_port() + path : path;
  if (!is_token(request.method) || !is_target(target))
    return no_answer(Trouble::bad_request, "the address holds characters that cannot be sent",
                     "ERR_UNESCAPED_CHARACTERS");
  const std::string& body = request.secret_body.empty() ? request.body : request.secret_body.reveal();

  Head head(request.method + " " + target + " HTTP/1.1", body.size());
  head.add("host", url.host_port());
  if (through_http_proxy && !request.proxy.authorization.empty())
    head.add("proxy-authorization", request.proxy.authorization.reveal());
  if (!request.authorization.empty()) head.add("authorization", request.authorization.reveal());
  for (const auto& [name, value] : request.headers) head.add(name, value);
  for (const auto& [name, value] : request.secret_headers) head.add(name, value.reveal());
  if (!has(request, "user-agent")) head.add("user-agent", user_agent());
  if (!has(request, "accept")) head.add("accept", "*/*");
  if (!has(request, "accept-encoding") && !request.headers_only && request.method == "GET")
    head.add("accept-encoding", "gzip");
  if (!body.empty() || request.method == "PUT" || request.method == "POST")
    head.add("content-length", std::to_string(body.size()));
  head.add("connection", "close");
  return head.finish(body);
}

Attempt<Secret> write_connect(const HttpRequest& request, const npm::Url& url) {
  const std::string target = url.host + ":" + std::to_string(port_of(url));
  Head head("CONNECT " + target + " HTTP/1.1", 0);
  head.add("host", target);
  if (!request.proxy.authorization.empty()) head.add("proxy-authorization", request.proxy.authorization.reveal());
  head.add("user-agent", user_agent());
  return head.finish({});
}

}  // namespace e401::sys
