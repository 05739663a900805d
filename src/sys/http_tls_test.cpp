// TLS against servers with throw-away certificates: every way to be wrong comes out under Node's name for it.
#include <gtest/gtest.h>

#include "sys/http_client.h"
#include "sys/net/roots.h"
#include "sys/testing/loopback.h"
#include "sys/testing/scratch.h"

namespace e401::sys {
namespace {

using testing::answers;
using testing::Identity;
using testing::make_identity;
using testing::Peer;
using testing::Server;
using world::HttpAnswer;
using world::HttpRequest;
using world::Trouble;

constexpr std::string_view ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
constexpr const char* local = "DNS:localhost,IP:127.0.0.1";

class HttpTls : public ::testing::Test {
 protected:
  HttpTls() {
    root_ = make_identity({.common_name = "Corp Root", .authority = true});
    middle_ = make_identity({.common_name = "Corp Issuing", .authority = true, .issuer = &root_});
  }
  Identity leaf(const testing::Wish& wish) const {
    Identity out = make_identity(wish);
    if (wish.issuer == &middle_) out.chain = {middle_.certificate.get()};
    return out;
  }
  HttpAnswer ask(const Server& server, const std::vector<std::string>& trusted,
                 const std::string& host = "127.0.0.1") const {
    HttpRequest request{.url = server.url("/", host)};
    request.tls.extra_pem = trusted;
    return HttpClient(environment_).ask({request}, 5'000).at(0);
  }
  static std::string told(const HttpAnswer& answer) {
    return std::string(name_of(answer.trouble)) + " " + answer.node_code + " " + answer.peer_issuer;
  }

  world::Environment environment_;
  Identity root_, middle_;
};

TEST_F(HttpTls, TrustsAChainToARootOfTheSetting) {
  const Identity good = leaf({.common_name = "registry", .alternative_names = local, .issuer = &middle_});
  std::string seen;
  const Server server(
      [&](Peer& peer) {
        const unsigned char* protocol = nullptr;
        unsigned size = 0;
        ::SSL_get0_alpn_selected(peer.ssl(), &protocol, &size);
        const char* name = ::SSL_get_servername(peer.ssl(), TLSEXT_NAMETYPE_host_name);
        seen = name ? name : "-";
        peer.read_head();
        peer.send(ok);
      },
      {.identity = &good});
  EXPECT_EQ(ask(server, {root_.certificate_pem()}).body, "ok");
  EXPECT_EQ(seen, "-");  // an address is no server name
  EXPECT_EQ(ask(server, {"junk", root_.certificate_pem()}, "localhost").body, "ok");
  EXPECT_EQ(seen, "localhost");
}

TEST_F(HttpTls, NamesEveryReasonNotToTrustAsNodeDoes) {
  const Identity chained = leaf({.common_name = "r", .alternative_names = local, .issuer = &middle_});
  const Identity direct = leaf({.common_name = "r", .alternative_names = local, .issuer = &root_});
  const Identity self = leaf({.common_name = "self", .alternative_names = local});
  const Identity expired = leaf(
      {.common_name = "r", .alternative_names = local, .valid_from_s = -7200, .valid_to_s = -3600, .issuer = &root_});
  const Identity future = leaf(
      {.common_name = "r", .alternative_names = local, .valid_from_s = 3600, .valid_to_s = 7200, .issuer = &root_});
  Identity with_root = leaf({.common_name = "r", .alternative_names = local, .issuer = &middle_});
  with_root.chain = {middle_.certificate.get(), root_.certificate.get()};
  const auto tell = [&](const Identity& identity, const std::vector<std::string>& trusted) {
    const Server server(answers(std::string(ok)), {.identity = &identity});
    return told(ask(server, trusted));
  };
  EXPECT_EQ(tell(self, {}), "tls-untrusted DEPTH_ZERO_SELF_SIGNED_CERT CN=self");
  EXPECT_EQ(tell(with_root, {}), "tls-untrusted SELF_SIGNED_CERT_IN_CHAIN CN=Corp Root");
  EXPECT_EQ(tell(chained, {}), "tls-untrusted UNABLE_TO_GET_ISSUER_CERT_LOCALLY CN=Corp Root");
  EXPECT_EQ(tell(direct, {}), "tls-untrusted UNABLE_TO_VERIFY_LEAF_SIGNATURE CN=Corp Root");
  EXPECT_EQ(tell(expired, {root_.certificate_pem()}), "tls-untrusted CERT_HAS_EXPIRED CN=Corp Root");
  EXPECT_EQ(tell(future, {root_.certificate_pem()}), "tls-untrusted CERT_NOT_YET_VALID CN=Corp Root");
}

TEST_F(HttpTls, ChecksTheNameLast) {
  const Identity other =
      leaf({.common_name = "other", .alternative_names = "DNS:other.example,DNS:*.corp.example", .issuer = &root_});
  const Server server(answers(std::string(ok)), {.identity = &other});
  const HttpAnswer trusted = ask(server, {root_.certificate_pem()}, "localhost");
  EXPECT_EQ(trusted.trouble, Trouble::tls_name);
  EXPECT_EQ(trusted.node_code, "ERR_TLS_CERT_ALTNAME_INVALID");
  EXPECT_EQ(trusted.trouble_detail,
            "Hostname/IP does not match certificate's altnames: Host: localhost. is not in the cert's altnames: "
            "DNS:other.example, DNS:*.corp.example");
  EXPECT_EQ(ask(server, {root_.certificate_pem()}).trouble, Trouble::tls_name);
  EXPECT_EQ(ask(server, {}, "localhost").trouble, Trouble::tls_untrusted);
}

TEST_F(HttpTls, SendsNothingToAServerThatIsNotTrusted) {
  const Identity self = leaf({.common_name = "self", .alternative_names = local});
  std::string seen;
  {
    const Server server([&](Peer& peer) { seen = peer.read_some(); }, {.identity = &self});
    HttpRequest request{.url = server.url(), .authorization = base::Secret("Bearer npm_secret")};
    EXPECT_EQ(HttpClient(environment_).ask({request}, 5'000).at(0).trouble, Trouble::tls_untrusted);
  }
  EXPECT_EQ(seen, "");
}

TEST_F(HttpTls, AsksAnyServerWhereStrictSslIsOff) {
  const Identity self = leaf({.common_name = "self", .alternative_names = "DNS:other"});
  const Server server(answers(std::string(ok)), {.identity = &self});
  HttpRequest request{.url = server.url()};
  request.tls.verify = false;
  EXPECT_EQ(HttpClient(environment_).ask({request}, 5'000).at(0).status, 200);
}

TEST_F(HttpTls, TellsWhenTheMachineWouldHaveTrusted) {
  const testing::Scratch folder;
  testing::put(folder / "bundle.pem", root_.certificate_pem());
  const Identity good = leaf({.common_name = "r", .alternative_names = local, .issuer = &middle_});
  const Server server(answers(std::string(ok)), {.identity = &good});
  EXPECT_FALSE(ask(server, {}).trusted_by_system);
  environment_.variables.emplace_back("SSL_CERT_FILE", folder / "bundle.pem");
  EXPECT_EQ(ask(server, {}).trouble, Trouble::tls_untrusted);
  EXPECT_TRUE(ask(server, {}).trusted_by_system);

  HttpRequest request{.url = server.url()};
  request.tls.system_pem_files = {folder / "missing.pem", folder / "bundle.pem"};
  EXPECT_EQ(HttpClient(environment_).ask({request}, 5'000).at(0).status, 200);
  request.tls.system_pem_files = {folder.path()};
  EXPECT_EQ(HttpClient(environment_).ask({request}, 5'000).at(0).status, 200);
}

TEST_F(HttpTls, ShowsItsClientCertificateOnlyWhereOneIsSet) {
  const Identity good = leaf({.common_name = "r", .alternative_names = local, .issuer = &root_});
  const Identity client = leaf({.common_name = "ann", .issuer = &root_});
  const Identity stranger = leaf({.common_name = "eve"});
  const Server server(answers(std::string(ok)), {.identity = &good, .wants_clients_of = &root_});
  const auto with = [&](const std::string& certificate, const std::string& key) {
    HttpRequest request{.url = server.url()};
    request.tls.extra_pem = {root_.certificate_pem()};
    request.tls.client_cert_pem = certificate;
    request.tls.client_key_pem = base::Secret(key);
    return HttpClient(environment_).ask({request}, 5'000).at(0);
  };
  EXPECT_EQ(with(client.certificate_pem(), client.key_pem()).status, 200);
  const HttpAnswer without = with("", "");
  EXPECT_NE(without.trouble, Trouble::none);
  EXPECT_EQ(with(client.certificate_pem(), stranger.key_pem()).node_code, "ERR_OSSL_KEY_VALUES_MISMATCH");
  EXPECT_EQ(with("junk", client.key_pem()).trouble, Trouble::tls_other);
  EXPECT_EQ(with(client.certificate_pem(), "junk").trouble, Trouble::tls_other);
}

TEST_F(HttpTls, SaysThatAServerSpeaksNoTls) {
  const Server server([](Peer& peer) {
    peer.read_some();
    peer.send("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    peer.wait_closed(2'000);
  });
  const HttpAnswer answer =
      HttpClient(environment_).ask({{.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/"}}, 5'000).at(0);
  EXPECT_EQ(told(answer), "tls-other EPROTO ");
  EXPECT_EQ(answer.trouble_detail, "TLS: wrong version number");
  const Server closes([](Peer& peer) { peer.read_some(); });
  EXPECT_EQ(HttpClient(environment_)
                .ask({{.url = "https://127.0.0.1:" + std::to_string(closes.port()) + "/"}}, 5'000)
                .at(0)
                .trouble,
            Trouble::reset);
}

TEST_F(HttpTls, ReadsALongAnswerThroughAProxysTunnelAndShowsTheProxyNoCredential) {
  const Identity good = leaf({.common_name = "r", .alternative_names = "DNS:registry.example", .issuer = &middle_});
  std::vector<std::string> inner, outer;
  const std::string body(3'000'000, 'b');
  const Server server(
      answers("HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(body.size()) + "\r\n\r\n" + body, inner),
      {.identity = &good});
  const Server proxy(testing::tunnel_to(server.port(), outer));
  HttpRequest request{.url = "https://registry.example/pkg",
                      .authorization = base::Secret("Bearer npm_secret"),
                      .body_max_bytes = 5'000'000};
  request.tls.extra_pem = {root_.certificate_pem()};
  request.proxy = {.url = proxy.url(), .authorization = base::Secret("Basic cHJveHk="), .origin = "env:HTTPS_PROXY"};
  const HttpAnswer answer = HttpClient(environment_).ask({request}, 5'000).at(0);
  EXPECT_EQ(answer.status, 200) << answer.trouble_detail;
  EXPECT_TRUE(answer.body == body);
  ASSERT_EQ(outer.size(), 1u);
  EXPECT_TRUE(outer[0].starts_with(
      "CONNECT registry.example:443 HTTP/1.1\r\nhost: registry.example:443\r\nproxy-authorization: Basic cHJveHk=\r\n"))
      << outer[0];
  EXPECT_EQ(outer[0].find("npm_secret"), std::string::npos);
  EXPECT_TRUE(inner[0].starts_with("GET /pkg HTTP/1.1\r\nhost: registry.example\r\n")) << inner[0];
  EXPECT_EQ(inner[0].find("proxy-authorization"), std::string::npos);
}

TEST_F(HttpTls, GoesThroughAProxyThatItselfSpeaksTls) {
  const Identity good = leaf({.common_name = "r", .alternative_names = "DNS:registry.example", .issuer = &root_});
  const Identity corp = leaf({.common_name = "p", .alternative_names = local, .issuer = &root_});
  std::vector<std::string> outer;
  const Server server(answers(std::string(ok)), {.identity = &good});
  const Server proxy(testing::tunnel_to(server.port(), outer), {.identity = &corp});
  HttpRequest request{.url = "https://registry.example/"};
  request.tls.extra_pem = {root_.certificate_pem()};
  request.proxy.url = proxy.url();
  EXPECT_EQ(HttpClient(environment_).ask({request}, 5'000).at(0).status, 200);
}

TEST_F(HttpTls, KeepsOneContextForManyConnections) {
  const Identity good = leaf({.common_name = "r", .alternative_names = local, .issuer = &middle_});
  const Server server(answers(std::string(ok)), {.identity = &good});
  HttpRequest request{.url = server.url()};
  request.tls.extra_pem = {root_.certificate_pem()};
  HttpClient client(environment_);
  for (const HttpAnswer& answer : client.ask(std::vector<HttpRequest>(30, request), 5'000))
    EXPECT_EQ(answer.status, 200) << answer.trouble_detail;
}

TEST(BundledRoots, AreAllThereAndEachIsFoundByItsSubject) {
  const auto all = all_bundled_roots();
  EXPECT_GT(all.size(), 100u);
  EXPECT_EQ(all.size(), bundled_roots_count());
  for (const auto& root : all) {
    ASSERT_TRUE(root);
    bool found = false;
    for (const auto& same : bundled_roots(::X509_get_subject_name(root.get())))
      found = found || ::X509_cmp(same.get(), root.get()) == 0;
    EXPECT_TRUE(found) << name_text(::X509_get_subject_name(root.get()));
  }
  const Identity stranger = make_identity({.common_name = "nobody"});
  EXPECT_TRUE(bundled_roots(::X509_get_subject_name(stranger.certificate.get())).empty());
}

TEST(BundledRoots, AreTrustedUnlessTheSettingReplacesThem) {
  // A root shown as a server's certificate: many may not be that, whoever trusts them; of the others the bundle decides
  // whether the name is what is wrong, or already the trust.
  int decided = 0;
  for (auto& root : all_bundled_roots()) {
    STACK_OF(X509)* chain = sk_X509_new_null();
    sk_X509_push(chain, root.get());
    const auto with = check_certificate(chain, "registry.example", {});
    TrustedRoots none;
    none.bundled = false;
    const auto without = check_certificate(chain, "registry.example", none);
    sk_X509_free(chain);
    ASSERT_TRUE(with && without);
    EXPECT_FALSE(without->wrong_name);
    if (without->node_code != "DEPTH_ZERO_SELF_SIGNED_CERT") continue;
    EXPECT_TRUE(with->wrong_name) << with->node_code << " " << name_text(::X509_get_subject_name(root.get()));
    ++decided;
  }
  EXPECT_GT(decided, 10);
}

}  // namespace
}  // namespace e401::sys
