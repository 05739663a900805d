#include "support/scripted_http.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "npm/url.h"

namespace e401::support {
namespace {

using world::HttpAnswer;
using world::Trouble;

// Addresses that only differ in the spelling of an escape (%2f, %2F) are one address.
std::string address_key(std::string_view url) {
  const bool prefix = url.ends_with('*');
  if (prefix) url.remove_suffix(1);
  const auto parsed = npm::parse_url(url);
  std::string text = parsed ? parsed->href() : std::string(url);
  for (std::size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '%')
      for (std::size_t k = i + 1; k < i + 3; ++k)
        text[k] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[k])));
  return prefix ? text + "*" : text;
}

std::string host_of(std::string_view url) {
  const auto parsed = npm::parse_url(url.ends_with('*') ? url.substr(0, url.size() - 1) : url);
  return parsed ? parsed->host_port() : std::string();
}

struct TroubleWord {
  std::string_view word;
  Trouble trouble;
  std::string_view node_code;
  std::string_view detail;
};
constexpr TroubleWord trouble_words[] = {
    {"host-unknown", Trouble::host_unknown, "ENOTFOUND", "getaddrinfo ENOTFOUND"},
    {"refused", Trouble::refused, "ECONNREFUSED", "connect ECONNREFUSED"},
    {"reset", Trouble::reset, "ECONNRESET", "socket hang up"},
    {"timed-out", Trouble::timed_out, "ETIMEDOUT", "no answer in time"},
    {"tls-untrusted", Trouble::tls_untrusted, "SELF_SIGNED_CERT_IN_CHAIN", "the certificate is not trusted"},
    {"tls-name", Trouble::tls_name, "ERR_TLS_CERT_ALTNAME_INVALID", "the certificate is for another name"},
    {"tls-other", Trouble::tls_other, "EPROTO", "the TLS handshake failed"},
    {"proxy-auth", Trouble::proxy_auth, "", "the proxy answered 407 Proxy Authentication Required"},
    {"proxy-failed", Trouble::proxy_failed, "ECONNRESET", "the proxy could not connect"},
    {"proxy-unreachable", Trouble::proxy_unreachable, "ECONNREFUSED", "the proxy: connect ECONNREFUSED"},
    {"bad-answer", Trouble::bad_answer, "HPE_INVALID_CONSTANT", "the answer is not HTTP"},
};

// Reads "401", "host-unknown", "tls-untrusted(NODE_CODE)" at the start of text; the rest stays in text.
bool take_status(std::string_view& text, HttpAnswer& answer) {
  if (text.size() >= 3 && std::isdigit(static_cast<unsigned char>(text[0])) && (text.size() == 3 || text[3] == ' ')) {
    answer.status = std::stoi(std::string(text.substr(0, 3)));
    text = base::trim(text.substr(3));
    return true;
  }
  for (const TroubleWord& t : trouble_words) {
    if (!text.starts_with(t.word)) continue;
    std::string_view rest = text.substr(t.word.size());
    answer.trouble = t.trouble;
    answer.node_code = t.node_code;
    answer.trouble_detail = t.detail;
    if (t.trouble == Trouble::proxy_auth) answer.proxy_status = 407;
    if (t.trouble == Trouble::proxy_failed) answer.proxy_status = 403;
    if (rest.starts_with('(')) {
      const std::size_t end = rest.find(')');
      if (end == std::string_view::npos) return false;
      answer.node_code = rest.substr(1, end - 1);
      rest = rest.substr(end + 1);
    }
    if (!rest.empty() && rest[0] != ' ') continue;
    text = base::trim(rest);
    return true;
  }
  return false;
}

// "[name: value]" groups. For a certificate that is not trusted, "issuer" and "trusted-by-system" say more of it.
bool take_headers(std::string_view& text, HttpAnswer& answer) {
  while (text.starts_with('[')) {
    const std::size_t colon = text.find(':');
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || colon == std::string_view::npos || colon > end)
      return true;  // a JSON array: the body
    const std::string name = base::ascii_lower(base::trim(text.substr(1, colon - 1)));
    if (name.find_first_of("\"{ ") != std::string::npos) return true;
    const std::string value(base::trim(text.substr(colon + 1, end - colon - 1)));
    if (answer.trouble == Trouble::none)
      answer.headers.emplace_back(name, value);
    else if (name == "issuer")
      answer.peer_issuer = value;
    else if (name == "trusted-by-system")
      answer.trusted_by_system = value == "yes";
    else
      return false;
    text = base::trim(text.substr(end + 1));
  }
  return true;
}

// The registry's address, given the address of the package's document below it.
std::string registry_of(const std::string& packument_url, const std::string& name) {
  for (const std::string& tail : {name, base::replace_all(name, "/", "%2f"), base::replace_all(name, "/", "%2F")})
    if (packument_url.ends_with(tail)) return packument_url.substr(0, packument_url.size() - tail.size());
  return packument_url + "/";
}

std::string made_body(std::string_view text, const std::string& url) {
  const auto words = base::split(text, ' ');
  if (words.size() >= 3 && words[0] == "tarball") return tarball_bytes(std::string(words[1]), std::string(words[2]));
  if (words.size() < 3 || words[0] != "packument") return std::string(text);
  const std::string name(words[1]);
  const std::string version(words[2]);
  const std::string file = name.substr(name.find('/') == std::string::npos ? 0 : name.find('/') + 1);
  std::string tarball = registry_of(url, name) + name + "/-/" + file + "-" + version + ".tgz";
  if (words.size() > 3 && words[3].starts_with("tarball=")) tarball = words[3].substr(8);
  return packument_json(name, version, tarball);
}

void add_content_type(HttpAnswer& answer) {
  if (answer.header("content-type") || answer.trouble != Trouble::none || answer.body.empty()) return;
  const char first = answer.body.front();
  const char* type = first == '{' || first == '[' ? "application/json"
                     : first == '<'               ? "text/html; charset=utf-8"
                                                  : "text/plain";
  answer.headers.emplace_back("content-type", type);
}

RecordedRequest record_of(const world::HttpRequest& request) {
  RecordedRequest r;
  r.method = request.method;
  r.url = request.url;
  r.host = host_of(request.url);
  const std::string& header = request.authorization.reveal();
  const std::size_t blank = header.find(' ');
  r.scheme = blank == std::string::npos ? "" : header.substr(0, blank);
  r.credential = blank == std::string::npos ? header : header.substr(blank + 1);
  r.client_certificate = !request.tls.client_cert_pem.empty();
  r.headers = request.headers;
  for (const auto& [name, value] : request.secret_headers) r.headers.emplace_back(name, value.reveal());
  r.body = request.secret_body.empty() ? request.body : request.secret_body.reveal();
  r.proxy = request.proxy.url;
  return r;
}

bool is_value(const std::string& credential) {
  return credential != "none" && credential != "any" && credential != "bad" && credential != "mtls";
}

// 0: does not fit; else the higher the more special.
int fit(const ScriptedAnswer& answer, const RecordedRequest& request) {
  if (is_value(answer.credential)) {
    // "user:password" means what the base64 text says; sent in clear it is no Basic credential.
    const bool in_clear = request.scheme == "Basic" && answer.credential.find(':') != std::string::npos;
    const bool same = in_clear ? base::base64_decode_lenient(request.credential) == answer.credential
                               : answer.credential == request.credential;
    return same && !request.credential.empty() ? 4 : 0;
  }
  if (answer.credential == "mtls") return request.client_certificate ? 3 : 0;
  if (answer.credential == "bad") return request.credential.empty() ? 0 : 2;
  if (answer.credential == "none") return request.credential.empty() && !request.client_certificate ? 2 : 0;
  return 1;
}

}  // namespace

base::Result<ScriptedAnswer> parse_answer(std::string_view line) {
  const std::string whole(line);
  ScriptedAnswer out;
  const std::size_t blank = line.find(' ');
  const std::size_t with = line.find(" with ");
  if (blank == std::string_view::npos || with == std::string_view::npos || with <= blank)
    return base::fail("want METHOD URL with CREDENTIAL: STATUS ..., not: " + whole);
  out.method = line.substr(0, blank);
  out.url = base::trim(line.substr(blank, with - blank));
  const std::string_view rest = line.substr(with + 6);
  // A credential may hold colons and blanks ("user:pass", "Bearer x"): the one before a status ends it.
  for (std::size_t colon = rest.find(": "); colon != std::string_view::npos; colon = rest.find(": ", colon + 1)) {
    std::string_view tail = base::trim(rest.substr(colon + 2));
    if (!take_status(tail, out.answer)) continue;
    out.credential = rest.substr(0, colon);
    if (!take_headers(tail, out.answer)) return base::fail("cannot read the headers of: " + whole);
    out.answer.body = made_body(tail, out.url);
    add_content_type(out.answer);
    return out;
  }
  return base::fail("no status in: " + whole);
}

ScriptedHttp& ScriptedHttp::answer(std::string_view line) {
  auto parsed = parse_answer(line);
  if (!parsed) throw std::invalid_argument(parsed.error().text());
  add(std::move(*parsed));
  return *this;
}

const ScriptedAnswer* ScriptedHttp::find(const world::HttpRequest& request, const RecordedRequest& record) {
  used_.resize(answers_.size());
  const std::string wanted = address_key(request.url);
  std::size_t best = answers_.size();
  std::pair<std::size_t, int> best_rank{0, 0};  // the longer address first, then the more special credential
  const bool own_head = std::any_of(answers_.begin(), answers_.end(), [&](const ScriptedAnswer& a) {
    return a.method == "HEAD" && address_key(a.url) == wanted;
  });
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const ScriptedAnswer& a = answers_[i];
    const std::string& method = request.method == "HEAD" && !own_head ? "GET" : request.method;
    if (a.method != method || (a.times && used_[i] >= a.times)) continue;
    const std::string address = address_key(a.url);
    const bool prefix = address.ends_with('*');
    if (prefix ? !wanted.starts_with(address.substr(0, address.size() - 1)) : address != wanted) continue;
    const int special = fit(a, record);
    const std::pair rank{prefix ? address.size() : std::string::npos, special};
    if (special && rank > best_rank) {
      best = i;
      best_rank = rank;
    }
  }
  if (best == answers_.size()) return nullptr;
  ++used_[best];
  return &answers_[best];
}

bool ScriptedHttp::host_is_known(const std::string& host) const {
  return std::any_of(answers_.begin(), answers_.end(), [&](const ScriptedAnswer& a) { return host_of(a.url) == host; });
}

std::vector<HttpAnswer> ScriptedHttp::ask(const std::vector<world::HttpRequest>& requests, int) {
  ++rounds_;
  std::vector<HttpAnswer> out;
  for (const world::HttpRequest& request : requests) {
    RecordedRequest record = record_of(request);
    record.round = rounds_;
    HttpAnswer answer;
    if (const ScriptedAnswer* scripted = find(request, record)) {
      answer = scripted->answer;
    } else if (host_is_known(record.host) && record.url.ends_with("/-/ping")) {
      answer.status = 200;  // every real registry has it; an example in which it is missing says so
      answer.headers.emplace_back("content-type", "application/json");
      answer.body = "{}";
    } else if (host_is_known(record.host)) {
      answer.status = 404;
      answer.headers.emplace_back("content-type", "application/json");
      answer.body = R"({"error":"not found"})";
    } else {
      answer.trouble = Trouble::host_unknown;
      answer.trouble_detail = "getaddrinfo ENOTFOUND " + record.host;
      answer.node_code = "ENOTFOUND";
    }
    if (request.headers_only || request.method == "HEAD") answer.body.clear();
    if (answer.body.size() > request.body_max_bytes) {
      answer.body.resize(request.body_max_bytes);
      answer.truncated = true;
    }
    answer.elapsed_ms = 7;
    record.status = answer.status;
    requests_.push_back(std::move(record));
    out.push_back(std::move(answer));
  }
  return out;
}

std::string tarball_bytes(const std::string& name, const std::string& version) {
  return "tarball of " + name + "@" + version + "\n";
}

std::string integrity_of(const std::string& name, const std::string& version) {
  return "sha512-" + base::sha512_base64(tarball_bytes(name, version));
}

std::string packument_json(const std::string& name, const std::string& version, const std::string& tarball_url) {
  base::JsonWriter w;
  w.begin_object().member("name", name);
  w.key("dist-tags").begin_object().member("latest", version).end_object();
  w.key("versions").begin_object().key(version).begin_object().member("name", name).member("version", version);
  w.key("dist").begin_object().member("tarball", tarball_url).member("integrity", integrity_of(name, version));
  w.member("shasum", base::sha1_hex(tarball_bytes(name, version))).end_object();
  w.end_object().end_object().end_object();
  return w.take();
}

}  // namespace e401::support
