// The client against servers on loopback that do what servers do, and what they should not.
#include "sys/http_client.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>

#include "base/limits.h"
#include "sys/testing/loopback.h"
#include "sys/testing/scratch.h"

namespace e401::sys {
namespace {

using testing::answers;
using testing::Peer;
using testing::Server;
using world::HttpAnswer;
using world::HttpRequest;
using world::name_of;
using world::Trouble;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

HttpAnswer ask(const HttpRequest& request, int deadline_ms = 5'000) {
  const world::Environment environment;
  return HttpClient(environment).ask({request}, deadline_ms).at(0);
}
HttpAnswer get(const std::string& url, int deadline_ms = 5'000) {
  return ask({.url = url}, deadline_ms);
}

// A port where nobody listens.
int closed_port() {
  int port = 0;
  {
    const Server server([](Peer&) {});
    port = server.port();
  }
  return port;
}

class Stopwatch {
 public:
  std::int64_t ms() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

TEST(Http, SendsWhatWasAskedAndGivesBackWhatWasAnswered) {
  std::vector<std::string> requests;
  const Server server(
      answers("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 4\r\n\r\nnope", requests));
  const HttpAnswer answer = ask({.url = server.url("/a%2fb?c=d#e"),
                                 .headers = {{"npm-command", "install"}},
                                 .authorization = base::Secret("Bearer npm_secret"),
                                 .secret_headers = {{"npm-otp", base::Secret("123456")}}});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(answer.trouble, Trouble::none);
  EXPECT_EQ(answer.body, "nope");
  EXPECT_EQ(*answer.header("www-authenticate"), "Bearer");
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_TRUE(
      requests[0].starts_with("GET /a%2fb?c=d HTTP/1.1\r\nhost: 127.0.0.1:" + std::to_string(server.port()) + "\r\n"))
      << requests[0];
  for (const char* line :
       {"authorization: Bearer npm_secret\r\n", "npm-command: install\r\n", "npm-otp: 123456\r\n", "user-agent: e401/",
        "accept: */*\r\n", "accept-encoding: gzip\r\n", "connection: close\r\n"})
    EXPECT_NE(requests[0].find(line), std::string::npos) << line;
  EXPECT_EQ(requests[0].find("content-length"), std::string::npos);
}

TEST(Http, SendsNoCredentialThatWasNotGiven) {
  std::vector<std::string> requests;
  const Server server(answers(std::string(ok), requests));
  EXPECT_EQ(get(server.url()).status, 200);
  EXPECT_EQ(requests[0].find("authorization"), std::string::npos);
}

TEST(Http, SendsABodyWithItsLength) {
  std::string seen;
  const Server server([&](Peer& peer) {
    seen = peer.read_head();
    while (!seen.ends_with("}")) seen += peer.read_some();
    peer.send(ok);
  });
  EXPECT_EQ(ask({.method = "PUT",
                 .url = server.url(),
                 .headers = {{"content-type", "application/json"}},
                 .secret_body = base::Secret("{\"password\":\"x\"}")})
                .status,
            200);
  EXPECT_NE(seen.find("content-length: 16\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"password\":\"x\"}"));
}

TEST(Http, FollowsNoRedirect) {
  const Server other([](Peer& peer) { peer.read_head(); });
  const Server server(answers("HTTP/1.1 302 Found\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n"));
  EXPECT_EQ(get(server.url()).status, 302);
  EXPECT_EQ(other.connections(), 0);
}

TEST(Http, SendsNothingWhenAHeaderWouldBreakOut) {
  std::vector<std::string> requests;
  const Server server(answers(std::string(ok), requests));
  for (const char* token :
       {"Bearer a\r\nx-evil: 1", "Bearer a\n", "Bearer \x01", "Bearer \xe2\x80\x9cquoted\xe2\x80\x9d"}) {
    const HttpAnswer answer = ask({.url = server.url(), .authorization = base::Secret(token)});
    EXPECT_EQ(answer.trouble, Trouble::bad_request);
    EXPECT_EQ(answer.node_code, "ERR_INVALID_CHAR");
    EXPECT_EQ(answer.trouble_detail.find("evil"), std::string::npos);
  }
  EXPECT_EQ(ask({.url = server.url(), .headers = {{"x y", "z"}}}).trouble, Trouble::bad_request);
  EXPECT_EQ(ask({.method = "GET /x", .url = server.url()}).trouble, Trouble::bad_request);
  EXPECT_EQ(get("ftp://127.0.0.1/").trouble, Trouble::bad_request);
  EXPECT_EQ(get("https://").trouble, Trouble::bad_request);
  EXPECT_EQ(server.connections(), 0);
  // What fits into Latin-1 is sent as Node sends it.
  EXPECT_EQ(ask({.url = server.url(), .authorization = base::Secret("Bearer \xc3\xa9")}).status, 200);
  EXPECT_NE(requests[0].find("authorization: Bearer \xe9\r\n"), std::string::npos);
}

TEST(Http, SaysThatNobodyListens) {
  const int port = closed_port();
  const HttpAnswer answer = get("http://127.0.0.1:" + std::to_string(port) + "/");
  EXPECT_EQ(answer.trouble, Trouble::refused);
  EXPECT_EQ(answer.node_code, "ECONNREFUSED");
  EXPECT_EQ(answer.trouble_detail, "connect ECONNREFUSED 127.0.0.1:" + std::to_string(port));
}

TEST(Http, SaysThatAHostIsUnknown) {
  const HttpAnswer answer = get("http://no-such-host.invalid/", 3'000);
  EXPECT_EQ(answer.trouble, Trouble::host_unknown) << name_of(answer.trouble) << answer.trouble_detail;
  EXPECT_TRUE(answer.node_code == "ENOTFOUND" || answer.node_code == "EAI_AGAIN") << answer.node_code;
  EXPECT_EQ(answer.trouble_detail, "getaddrinfo " + answer.node_code + " no-such-host.invalid");
}

TEST(Http, TriesTheNextAddressOfAName) {
  // localhost is [::1] first on many machines; the server listens on 127.0.0.1 only.
  const Server server(answers(std::string(ok)));
  EXPECT_EQ(get(server.url("/", "localhost")).status, 200);
}

TEST(Http, SaysThatTheServerWentAway) {
  const Server closes([](Peer& peer) { peer.read_head(); });
  EXPECT_EQ(get(closes.url()).trouble, Trouble::reset);
  EXPECT_EQ(get(closes.url()).trouble_detail, "socket hang up");
  const Server resets([](Peer& peer) {
    peer.read_head();
    peer.reset();
  });
  const HttpAnswer answer = get(resets.url());
  EXPECT_EQ(answer.trouble, Trouble::reset);
  EXPECT_EQ(answer.node_code, "ECONNRESET");
  const Server half(answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
  const HttpAnswer cut = get(half.url());
  EXPECT_EQ(cut.trouble, Trouble::reset);
  EXPECT_EQ(cut.status, 200);
  EXPECT_EQ(cut.body, "half");
}

TEST(Http, TakesAnAnswerThatCameBeforeTheWholeRequestWasRead) {
  const Server server([](Peer& peer) {
    peer.send("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nbig");
    ::shutdown(peer.socket(), SHUT_WR);
    peer.wait_closed(2'000);
  });
  const HttpAnswer answer = ask({.method = "PUT", .url = server.url(), .body = std::string(100'000, 'x')});
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.trouble, Trouble::none);
}

TEST(Http, SaysThatTheAnswerIsNotHttp) {
  const Server server([](Peer& peer) {
    peer.send("SSH-2.0-OpenSSH_9.2\r\n");
    peer.wait_closed(5'000);
  });
  const Stopwatch watch;
  const HttpAnswer answer = get(server.url());
  EXPECT_EQ(answer.trouble, Trouble::bad_answer);
  EXPECT_EQ(answer.node_code, "HPE_INVALID_CONSTANT");
  EXPECT_LT(watch.ms(), 2'000);  // seen at the first bytes, not at the deadline
}

TEST(Http, DoesNotWaitForAServerThatHangs) {
  const Server server([](Peer& peer) { peer.wait_closed(5'000); });
  const Stopwatch watch;
  const HttpAnswer answer = get(server.url(), 200);
  EXPECT_EQ(answer.trouble, Trouble::cancelled);
  EXPECT_GE(watch.ms(), 190);
  EXPECT_LT(watch.ms(), 1'500);
}

TEST(Http, DoesNotWaitForAServerThatDrips) {
  const Server server([](Peer& peer) {
    peer.read_head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (peer.send("x")) ::usleep(5'000);
  });
  const Stopwatch watch;
  EXPECT_EQ(get(server.url(), 200).trouble, Trouble::cancelled);
  EXPECT_LT(watch.ms(), 1'500);
}

TEST(Http, DoesNotWaitForAHandshakeThatNeverComes) {
  const Server server([](Peer& peer) { peer.wait_closed(5'000); });
  EXPECT_EQ(get("https://127.0.0.1:" + std::to_string(server.port()) + "/", 200).trouble, Trouble::cancelled);
}

TEST(Http, ReadsNoMoreOfAGigabyteThanWasAskedFor) {
  std::atomic<std::size_t> sent = 0;
  const Server server([&](Peer& peer) {
    peer.read_head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
    const std::string block(1u << 20, 'x');
    while (sent < (1u << 30) && peer.send(block)) sent += block.size();
  });
  const HttpAnswer answer = ask({.url = server.url(), .body_max_bytes = 1000});
  EXPECT_EQ(answer.trouble, Trouble::none);
  EXPECT_TRUE(answer.truncated);
  EXPECT_EQ(answer.body.size(), 1000u);
  EXPECT_LT(sent, 64u << 20);
}

TEST(Http, AsksForHeadersOnly) {
  const Server server([](Peer& peer) {
    peer.read_head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nX-A: b\r\n\r\n");
    peer.wait_closed(5'000);
  });
  const Stopwatch watch;
  HttpAnswer answer = ask({.url = server.url(), .headers_only = true});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(*answer.header("x-a"), "b");
  answer = ask({.method = "HEAD", .url = server.url()});
  EXPECT_EQ(answer.status, 200);
  EXPECT_LT(watch.ms(), 2'000);
}

TEST(Http, AsksAllAtOnceAndAnswersInOrder) {
  const Server server([](Peer& peer) {
    const std::string head = peer.read_head();
    ::usleep(200'000);
    const std::string name = head.substr(5, head.find(' ', 5) - 5);
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(name.size()) + "\r\n\r\n" + name);
  });
  std::vector<HttpRequest> requests;
  for (int i = 0; i < 20; ++i) requests.push_back({.url = server.url("/" + std::to_string(i))});
  const world::Environment environment;
  const Stopwatch watch;
  const auto all = HttpClient(environment).ask(requests, 5'000);
  EXPECT_LT(watch.ms(), 1'000);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(all[static_cast<std::size_t>(i)].body, std::to_string(i));
    EXPECT_GE(all[static_cast<std::size_t>(i)].elapsed_ms, 190);
  }
}

TEST(Http, AnswersMoreRequestsThanItAsksAtOnce) {
  const Server server(answers(std::string(ok)));
  const world::Environment environment;
  const auto all =
      HttpClient(environment)
          .ask(std::vector<HttpRequest>(limits::requests_at_once_max * 2 + 5, {.url = server.url()}), 5'000);
  EXPECT_EQ(static_cast<std::size_t>(server.connections()), all.size());
  for (const HttpAnswer& answer : all) EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(HttpClient(environment).ask({}, 5'000).empty());
}

TEST(HttpProxy, IsGivenTheWholeAddressAndItsOwnCredential) {
  std::vector<std::string> requests;
  const Server proxy(answers(std::string(ok), requests));
  HttpRequest request{.url = "http://registry.example/a?b"};
  request.proxy = {.url = proxy.url(), .authorization = base::Secret("Basic cHJveHk="), .origin = "env:HTTP_PROXY"};
  EXPECT_EQ(ask(request).status, 200);
  EXPECT_TRUE(requests[0].starts_with("GET http://registry.example/a?b HTTP/1.1\r\nhost: registry.example\r\n"))
      << requests[0];
  EXPECT_NE(requests[0].find("proxy-authorization: Basic cHJveHk=\r\n"), std::string::npos);
}

TEST(HttpProxy, RefusalsAreToldApart) {
  const auto through = [](const std::string& text) {
    const Server proxy(answers(text));
    HttpRequest request{.url = "https://registry.example/"};
    request.proxy.url = proxy.url();
    return ask(request);
  };
  const HttpAnswer unknown = through(
      "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/plain\r\ncontent-length: 41\r\n\r\ngetaddrinfo ENOTFOUND "
      "registry.example  \n\n");
  EXPECT_EQ(unknown.trouble, Trouble::host_unknown);
  EXPECT_EQ(unknown.node_code, "ENOTFOUND");
  EXPECT_EQ(unknown.proxy_status, 502);
  const HttpAnswer squid =
      through("HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\ncontent-length: 0\r\n\r\n");
  EXPECT_EQ(squid.trouble, Trouble::host_unknown);
  const HttpAnswer auth = through(
      "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"corp\"\r\ncontent-length: "
      "0\r\n\r\n");
  EXPECT_EQ(auth.trouble, Trouble::proxy_auth);
  EXPECT_EQ(auth.proxy_status, 407);
  EXPECT_EQ(*auth.header("proxy-authenticate"), "Basic realm=\"corp\"");
  EXPECT_EQ(auth.status, 0);
  const HttpAnswer forbidden = through("HTTP/1.1 403 Forbidden\r\ncontent-length: 7\r\n\r\nblocked");
  EXPECT_EQ(forbidden.trouble, Trouble::proxy_failed);
  EXPECT_EQ(forbidden.proxy_status, 403);
  EXPECT_EQ(forbidden.body, "blocked");
  EXPECT_EQ(through("not http").trouble, Trouble::proxy_failed);
  EXPECT_EQ(through("").trouble, Trouble::proxy_failed);
}

TEST(HttpProxy, SaysWhenItWantsACredentialForPlainHttpToo) {
  const Server proxy(answers("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"));
  HttpRequest request{.url = "http://registry.example/"};
  request.proxy.url = proxy.url();
  EXPECT_EQ(ask(request).trouble, Trouble::proxy_auth);
}

TEST(HttpProxy, ThatCannotBeReachedOrUsedIsNamed) {
  HttpRequest request{.url = "https://registry.example/"};
  request.proxy.url = "http://127.0.0.1:" + std::to_string(closed_port());
  EXPECT_EQ(ask(request).trouble, Trouble::proxy_unreachable);
  request.proxy.url = "socks5://127.0.0.1:1080";
  EXPECT_EQ(ask(request).trouble, Trouble::proxy_failed);
}

}  // namespace
}  // namespace e401::sys
