#include "sys/http_client.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

#include "base/limits.h"
#include "base/text.h"
#include "sys/net/quiet_thread.h"
#include "sys/net/request_writer.h"
#include "sys/net/resolver.h"
#include "sys/net/response_reader.h"

namespace e401::sys {
namespace {

using world::HttpAnswer;
using world::HttpRequest;
using world::Trouble;

// What all requests of a batch share.
struct Batch {
  TlsContexts& contexts;
  const SystemStoreFinder& system;
  Resolver resolver;
  Deadline deadline;
};

// One request from its URL to its answer. The steps return false when the answer has been decided.
class Exchange {
 public:
  Exchange(const HttpRequest& request, Batch& batch, HttpAnswer& answer)
      : request_(request),
        batch_(batch),
        answer_(answer),
        deadline_(earlier(Deadline::in_ms(limits::request_timeout_ms), batch.deadline)) {}

  void run() {
    const auto url = npm::parse_url(request_.url);
    if (!url || !url->is_http() || url->host.empty()) {
      fail({Trouble::bad_request, "not an http or https address", "ERR_INVALID_URL"});
      return;
    }
    url_ = *url;
    if (!read_proxy()) return;
    const bool secure = url_.scheme == "https";
    const auto message = write_request(request_, url_, proxy_ && !secure);
    if (!message) return fail(message.error());
    if (batch_.deadline.over()) return fail(too_late(batch_.deadline, "waiting for its turn").error());
    if (!connect()) return;
    if (proxy_ && proxy_->scheme == "https" && !secure_stream(proxy_->host)) return;
    if (proxy_ && secure && !open_tunnel()) return;
    if (secure && !secure_stream(url_.host)) return;
    exchange(*message);
  }

 private:
  bool read_proxy() {
    if (request_.proxy.url.empty()) return true;
    proxy_ = npm::parse_url(request_.proxy.url);
    if (proxy_ && proxy_->is_http() && !proxy_->host.empty()) return true;
    fail({Trouble::proxy_failed,
          "e401 cannot use this proxy address (only http and https): " + (proxy_ ? proxy_->shown() : "malformed"), ""});
    return false;
  }

  bool connect() {
    const npm::Url& peer = proxy_ ? *proxy_ : url_;
    const Deadline until = earlier(Deadline::in_ms(limits::connect_timeout_ms), deadline_);
    const auto addresses = batch_.resolver.resolve(peer.host, port_of(peer), until);
    if (!addresses) return refuse(of_proxy(addresses.error()));
    auto stream = connect_to(*addresses, until, deadline_);
    if (!stream) return refuse(of_proxy(stream.error()));
    stream_ = std::move(*stream);
    return true;
  }

  // What keeps us from the proxy says nothing about the host behind it.
  Failure of_proxy(Failure failure) const {
    if (!proxy_ || failure.trouble == Trouble::cancelled) return failure;
    failure.trouble = Trouble::proxy_unreachable;
    failure.detail = "the proxy " + proxy_->host_port() + ": " + failure.detail;
    return failure;
  }

  bool secure_stream(const std::string& host) {
    const auto context = batch_.contexts.get(request_.tls);
    if (!context) return refuse(context.error());
    auto stream = start_tls(std::move(stream_), *context, host, batch_.system);
    if (stream) {
      stream_ = std::move(*stream);
      return true;
    }
    answer_.peer_issuer = stream.error().peer_issuer;
    answer_.trusted_by_system = stream.error().trusted_by_system;
    return refuse(stream.error().failure);
  }

  bool open_tunnel() {
    const auto message = write_connect(request_, url_);
    if (!message) return refuse(message.error());
    ResponseReader reader({.to_connect = true, .body_max_bytes = limits::proxy_body_max_bytes});
    const auto lost = converse(message->reveal(), reader);
    if (!reader.has_head()) {
      if (lost) return refuse({lost->trouble, "the proxy: " + lost->detail, lost->node_code});
      return refuse({Trouble::proxy_failed, "the proxy: " + reader.problem(), reader.problem_code()});
    }
    if (reader.status() >= 200 && reader.status() < 300) return true;
    answer_.proxy_status = reader.status();
    answer_.headers = std::move(reader.headers());
    answer_.body = std::move(reader.body());
    answer_.truncated = reader.truncated();
    const std::string said = "the proxy answered " + std::to_string(reader.status()) + " to CONNECT";
    if (reader.status() == 407) return refuse({Trouble::proxy_auth, said, ""});
    if (says_unknown(answer_))
      return refuse({Trouble::host_unknown, said + ": it knows no address for " + url_.host, "ENOTFOUND"});
    return refuse({Trouble::proxy_failed, said, ""});
  }

  // A proxy looks names up itself; that it found none is in its words only.
  static bool says_unknown(const HttpAnswer& answer) {
    if (answer.proxy_status < 500) return false;
    std::string text = base::ascii_lower(answer.body);
    for (const auto& [name, value] : answer.headers) text += " " + base::ascii_lower(value);
    static constexpr std::string_view signs[] = {
        "enotfound",         "eai_again",         "err_dns_fail",   "name or service not known",
        "could not resolve", "unable to resolve", "dns resolution", "no such host",
        "nxdomain",          "unknown host"};
    return std::any_of(std::begin(signs), std::end(signs),
                       [&](std::string_view sign) { return text.find(sign) != std::string::npos; });
  }

  void exchange(const base::Secret& message) {
    ResponseReader reader({.to_head = request_.method == "HEAD",
                           .headers_only = request_.headers_only,
                           .body_max_bytes = request_.body_max_bytes});
    const auto lost = converse(message.reveal(), reader);
    if (reader.has_head()) {
      answer_.status = reader.status();
      answer_.headers = std::move(reader.headers());
      answer_.body = std::move(reader.body());
      answer_.truncated = reader.truncated();
    }
    if (lost) return fail(*lost);
    if (reader.state() == ResponseReader::State::failed) {
      const bool cut = reader.problem_code() == "ECONNRESET";
      return fail({cut ? Trouble::reset : Trouble::bad_answer, reader.problem(), reader.problem_code()});
    }
    if (proxy_ && url_.scheme == "http" && answer_.status == 407) {
      answer_.proxy_status = 407;
      fail({Trouble::proxy_auth, "the proxy answered 407", ""});
    }
  }

  // Sends and reads until the answer has ended or failed. A peer may answer and close before it took everything: then
  // its answer counts, not our failed write.
  std::optional<Failure> converse(const std::string& message, ResponseReader& reader) {
    const auto sent = stream_->write(message);
    if (!sent && sent.error().trouble != Trouble::reset) return sent.error();
    while (reader.state() == ResponseReader::State::reading) {
      char buffer[16u << 10];
      const auto got = stream_->read(buffer, sizeof buffer);
      if (!got) return sent ? got.error() : sent.error();
      if (*got == 0)
        reader.end();
      else
        reader.take({buffer, *got});
    }
    return std::nullopt;
  }

  void fail(const Failure& failure) {
    answer_.trouble = failure.trouble;
    answer_.trouble_detail = failure.detail;
    answer_.node_code = failure.node_code;
  }
  bool refuse(const Failure& failure) {
    fail(failure);
    return false;
  }

  const HttpRequest& request_;
  Batch& batch_;
  HttpAnswer& answer_;
  Deadline deadline_;
  npm::Url url_;
  std::optional<npm::Url> proxy_;
  std::unique_ptr<Stream> stream_;
};

void ask_one(const HttpRequest& request, Batch& batch, HttpAnswer& answer) {
  const auto began = std::chrono::steady_clock::now();
  try {
    Exchange(request, batch, answer).run();
  } catch (const std::exception&) {  // out of memory: one answer less, not the end of the program
    answer = {};
    answer.trouble = Trouble::cancelled;
    answer.trouble_detail = "e401 ran out of memory";
  }
  const auto took = std::chrono::steady_clock::now() - began;
  answer.elapsed_ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
}

bool is_hashed_name(const std::string& name) {  // "3513523f.0": what `openssl rehash` makes
  return name.size() == 10 && name.ends_with(".0") && name.find_first_not_of("0123456789abcdef") == 8;
}

// Where this machine keeps the roots that it trusts. A folder of hashed names is searched by name; a bundle must be
// parsed whole, which takes as long as everything else together, so it is the second choice.
SystemStore system_store(const world::Environment& environment, const base::ReadFiles& files) {
  SystemStore store;
  const std::string* file = environment.find("SSL_CERT_FILE");
  const std::string* folder = environment.find("SSL_CERT_DIR");
  if (file && !file->empty()) store.file = *file;
  if (folder && !folder->empty()) store.folder = *folder;
  if (!store.file.empty() || !store.folder.empty()) return store;
  for (const char* path : {"/etc/ssl/certs", "/etc/pki/tls/certs"}) {
    const auto names = files.list(path);
    if (std::any_of(names.begin(), names.end(), is_hashed_name)) return {{}, path};
  }
  for (const char* path :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"})
    if (files.info(path).kind == base::FileInfo::Kind::file) return {path, {}};
  return store;
}

}  // namespace

HttpClient::HttpClient(const world::Environment& environment)
    : system_([this, &environment] { return system_store(environment, files_); }), contexts_(files_) {}

std::vector<HttpAnswer> HttpClient::ask(const std::vector<HttpRequest>& requests, int deadline_ms) {
  std::vector<HttpAnswer> answers(requests.size());
  Batch batch{contexts_, system_, {}, Deadline::in_ms(deadline_ms, true)};
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < requests.size(); i = next++) ask_one(requests[i], batch, answers[i]);
  };
  std::vector<std::thread> threads;
  const std::size_t wanted = std::min(requests.size(), limits::requests_at_once_max);
  for (std::size_t i = 1; i < wanted; ++i) {
    try {
      threads.push_back(quiet_thread(work));
    } catch (const std::system_error&) {
      break;  // no more threads: those that there are do the work
    }
  }
  work();
  for (std::thread& thread : threads) thread.join();
  return answers;
}

}  // namespace e401::sys
