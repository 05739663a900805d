#include "sys/net/tls.h"

#include <openssl/pem.h>

#include "base/limits.h"

namespace e401::sys {
namespace {

using world::TlsSetting;
using world::Trouble;

constexpr std::size_t record_bytes_max = 17u << 10;

// Node's way of naming OpenSSL's reasons: "tlsv1 alert unknown ca" -> ERR_SSL_TLSV1_ALERT_UNKNOWN_CA.
std::string node_code(const char* family, const std::string& reason) {
  std::string out = family;
  for (const char c : reason) out += c == ' ' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

Failure setting_failure(const char* what) {
  const std::string reason = last_openssl_reason();
  return {Trouble::tls_other, std::string(what) + ": " + reason, node_code("ERR_OSSL_", reason)};
}

bool same(const TlsSetting& a, const TlsSetting& b) {
  return a.verify == b.verify && a.use_bundled_roots == b.use_bundled_roots && a.extra_pem == b.extra_pem &&
         a.system_pem_files == b.system_pem_files && a.client_cert_pem == b.client_cert_pem &&
         a.client_key_pem == b.client_key_pem;
}

std::optional<Failure> use_client_certificate(SSL_CTX* context, const TlsSetting& setting) {
  if (!setting.client_cert_pem.empty()) {
    auto chain = certificates_in(setting.client_cert_pem);
    if (chain.empty() || ::SSL_CTX_use_certificate(context, chain[0].get()) != 1)
      return Failure{Trouble::tls_other, "the client certificate cannot be read", "ERR_OSSL_PEM_NO_START_LINE"};
    for (std::size_t i = 1; i < chain.size(); ++i) ::SSL_CTX_add1_chain_cert(context, chain[i].get());
  }
  if (!setting.client_key_pem.empty()) {
    const std::string& pem = setting.client_key_pem.reveal();
    const OpenSslPtr<BIO> in(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const OpenSslPtr<EVP_PKEY> key(in ? ::PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr) : nullptr);
    if (!key) return setting_failure("the client key cannot be read");
    if (::SSL_CTX_use_PrivateKey(context, key.get()) != 1) return setting_failure("the client key cannot be used");
  }
  return std::nullopt;
}

class TlsStream final : public Stream {
 public:
  TlsStream(std::unique_ptr<Stream> lower, std::shared_ptr<const TlsContext> context)
      : lower_(std::move(lower)), context_(std::move(context)), ssl_(::SSL_new(context_->context())) {
    in_ = ::BIO_new(::BIO_s_mem());
    out_ = ::BIO_new(::BIO_s_mem());
    ::SSL_set_bio(ssl_.get(), in_, out_);  // owns both
    ::SSL_set_connect_state(ssl_.get());
  }
  SSL* ssl() { return ssl_.get(); }

  Attempt<void> handshake() {
    for (;;) {
      const int result = ::SSL_do_handshake(ssl_.get());
      const int error = ::SSL_get_error(ssl_.get(), result);
      const std::string reason = error == SSL_ERROR_SSL ? last_openssl_reason() : "";
      const auto sent = flush();  // an alert too
      if (result == 1) return sent;
      if (error == SSL_ERROR_SSL) return broken(reason);
      if (!sent) return sent;
      const auto more = fetch();
      if (!more) return std::unexpected(more.error());
      if (*more == 0)
        return no_answer(Trouble::reset,
                         "Client network socket disconnected before secure TLS connection was established",
                         "ECONNRESET");
    }
  }

  Attempt<std::size_t> read(char* to, std::size_t room) override {
    for (;;) {
      std::size_t got = 0;
      if (::SSL_read_ex(ssl_.get(), to, room, &got) == 1) return got;
      const int error = ::SSL_get_error(ssl_.get(), 0);
      if (error == SSL_ERROR_ZERO_RETURN) return 0;
      if (error == SSL_ERROR_SSL || error == SSL_ERROR_SYSCALL) return broken(last_openssl_reason());
      if (const auto sent = flush(); !sent) return std::unexpected(sent.error());
      const auto more = fetch();
      if (!more) return std::unexpected(more.error());
      if (*more == 0) return 0;  // closed without saying so; whether the answer was whole is for HTTP to judge
    }
  }

  Attempt<void> write(std::string_view bytes) override {
    for (;;) {
      std::size_t sent = 0;
      if (bytes.empty()) return {};
      if (::SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &sent) == 1) {
        bytes.remove_prefix(sent);
        if (const auto flushed = flush(); !flushed) return flushed;
        continue;
      }
      const int error = ::SSL_get_error(ssl_.get(), 0);
      if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return broken(last_openssl_reason());
      if (const auto flushed = flush(); !flushed) return flushed;
      const auto more = fetch();
      if (!more) return std::unexpected(more.error());
      if (*more == 0) return no_answer(Trouble::reset, "write EPIPE", "EPIPE");
    }
  }

 private:
  Attempt<void> flush() {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(out_, &bytes);
    if (size <= 0) return {};
    auto sent = lower_->write({bytes, static_cast<std::size_t>(size)});
    (void)BIO_reset(out_);
    return sent;
  }
  Attempt<std::size_t> fetch() {
    char buffer[record_bytes_max];
    auto got = lower_->read(buffer, sizeof buffer);
    if (got && *got > 0) ::BIO_write(in_, buffer, static_cast<int>(*got));
    return got;
  }
  static std::unexpected<Failure> broken(const std::string& reason) {
    // A peer that does not speak TLS at all: Node reports its own write that failed.
    const std::string code = reason == "wrong version number" ? "EPROTO" : node_code("ERR_SSL_", reason);
    return no_answer(Trouble::tls_other, "TLS: " + (reason.empty() ? "the connection broke" : reason), code);
  }

  std::unique_ptr<Stream> lower_;
  std::shared_ptr<const TlsContext> context_;
  OpenSslPtr<SSL> ssl_;
  BIO* in_ = nullptr;
  BIO* out_ = nullptr;
};

}  // namespace

Attempt<std::shared_ptr<const TlsContext>> TlsContext::make(const TlsSetting& setting, const base::ReadFiles& files) {
  ::OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  auto out = std::make_shared<TlsContext>();
  out->context_.reset(::SSL_CTX_new(::TLS_client_method()));
  SSL_CTX* context = out->context_.get();
  if (!context) return std::unexpected(setting_failure("TLS cannot be set up"));
  ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  ::SSL_CTX_set_security_level(context, 1);
  ::SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  ::SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  static constexpr unsigned char protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  ::SSL_CTX_set_alpn_protos(context, protocols, sizeof protocols);
  // The chain is judged after the handshake (certificate_check.h).
  ::SSL_CTX_set_cert_verify_callback(context, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  if (const auto failure = use_client_certificate(context, setting)) return std::unexpected(*failure);

  out->verify_ = setting.verify;
  out->roots_.bundled = setting.use_bundled_roots;
  const auto trust = [&](std::string_view pem) {
    for (OpenSslPtr<X509>& root : certificates_in(pem)) out->roots_.more.push_back(std::move(root));
  };
  for (const std::string& pem : setting.extra_pem) trust(pem);
  const auto trust_file = [&](const std::string& path) {
    if (const auto pem = files.read(path, limits::certificates_file_max_bytes)) trust(*pem);
  };
  for (const std::string& path : setting.system_pem_files) {
    if (files.info(path).kind == base::FileInfo::Kind::directory)
      for (const std::string& name : files.list(path)) trust_file(path + "/" + name);
    else
      trust_file(path);
  }
  return out;
}

Attempt<std::shared_ptr<const TlsContext>> TlsContexts::get(const TlsSetting& setting) {
  const std::lock_guard lock(mutex_);
  for (const Known& known : known_)
    if (same(known.setting, setting)) return known.context;
  known_.push_back({setting, TlsContext::make(setting, files_)});
  return known_.back().context;
}

std::expected<std::unique_ptr<Stream>, TlsRefusal> start_tls(std::unique_ptr<Stream> lower,
                                                             std::shared_ptr<const TlsContext> context,
                                                             const std::string& host, const SystemStoreFinder& system) {
  const std::string name = host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
  const bool verify = context->verify();
  const TrustedRoots& roots = context->roots();
  auto stream = std::make_unique<TlsStream>(std::move(lower), context);
  if (!is_address(name)) ::SSL_set_tlsext_host_name(stream->ssl(), name.c_str());
  if (const auto shaken = stream->handshake(); !shaken) return std::unexpected(TlsRefusal{shaken.error(), {}, false});
  if (!verify) return stream;
  STACK_OF(X509)* chain = ::SSL_get_peer_cert_chain(stream->ssl());
  const auto bad = check_certificate(chain, name, roots);
  if (!bad) return stream;
  TlsRefusal refusal{
      {bad->wrong_name ? Trouble::tls_name : Trouble::tls_untrusted, bad->detail, bad->node_code}, bad->issuer, false};
  refusal.trusted_by_system = !bad->wrong_name && trusted_by(system.get(), chain);
  return std::unexpected(std::move(refusal));
}

}  // namespace e401::sys
