// npm sends a credential, and the registry answers as if none had come: something in front of it drops the
// Authorization header. Told by the host's own words where it has different ones for nobody and for somebody it does
// not know; likely where a token that is good by its own text is treated like none.
#include "base/text.h"
#include "providers/token_shapes.h"
#include "rules/lens_verdict.h"
#include "rules/new_credential.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

using providers::Says;

enum class Sign { none, likely, proven };

// A JWT of this very kind of server that is not past its end.
bool looks_good(const Facts& facts, const Concern& c, const Verdict& v) {
  const auto jwt = providers::read_jwt(c.decision.sent->value.reveal());
  if (!jwt || !jwt->readable || !jwt->expires_s || jwt->expired_at(facts.now_s)) return false;
  if (jwt->not_before_s && *jwt->not_before_s > facts.now_s) return false;
  return v.family->id == "generic" || jwt->family.empty() || jwt->family == v.family->id;
}

bool speaks_of_missing(const Answer& a) {
  const std::string text = base::ascii_lower(a.message);
  for (const std::string_view words :
       {"not provided", "authentication required", "authentication is required", "authorization required",
        "login required", "no credentials", "missing", "anonymous"})
    if (text.find(words) != std::string::npos) return true;
  return false;
}

Sign sign_of(const Facts& facts, const Concern& c, const Verdict& v) {
  const bool as_anonymous = same_refusal(c.as_sent, c.anonymous);
  if (v.meaning.says == Says::nobody && v.family->tells_bad_from_none.value && v.family->tells_bad_from_none.sure() &&
      v.meaning.sure() && (as_anonymous || is_writing(c)))
    return Sign::proven;
  if (!as_anonymous && !nameless_whoami(c)) return Sign::none;
  if (v.meaning.says == Says::nobody) return Sign::likely;
  const bool cannot_tell = v.meaning.says == Says::nobody_or_unknown || nameless_whoami(c);
  if (cannot_tell && v.family->tells_bad_from_none.value && v.family->id == "azure") return Sign::likely;
  if (looks_good(facts, c, v) && (cannot_tell || v.family->id == "generic")) return Sign::likely;
  if (v.family->id == "generic" && c.status() == 401 && speaks_of_missing(c.as_sent)) return Sign::likely;
  // The public registry gives a notice to whoever comes with a dead token; here neither request got one.
  if (v.family->id == "npmjs" && c.whoami.status == 401 && c.as_sent.npm_notice.empty() &&
      c.whoami.npm_notice.empty() && c.status() == 404 && !is_writing(c))
    return Sign::likely;
  return Sign::none;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (!c.sent() || !c.stopped_by.empty() || c.as_sent.credential_dropped) continue;
    if (!nameless_whoami(c) && c.status() != 401 && c.status() != 403 && c.status() != 404) continue;
    const Verdict v = weigh(facts, c);
    if (v.standing == Standing::accepted) continue;
    const Sign sign = sign_of(facts, c, v);
    if (sign == Sign::none) continue;
    findings::Finding f = about(facts, i, "proxy-or-gateway-strips-auth", sign == Sign::proven);
    f.title = c.host + " answers as if npm had sent no credential";
    f.detail += "; without a credential the answer is the same";
    f.why =
        "A reverse proxy, gateway or load balancer in front of the registry probably drops the Authorization header, "
        "or does not pass it on.";
    f.help = "Who runs " + c.host + " must let the header Authorization through to the registry.";
    if (sign != Sign::proven)
      f.would_prove =
          "the registry's own log shows a request without a user, or the same token is accepted when the registry is "
          "asked directly";
    if (c.decision.sent->entry) f.evidence.push_back(at(*c.decision.sent->entry, "is sent"));
    add_registry_line(c, f.evidence);
    f.fixes.push_back(ask_server_admin(
        "pass-header",
        "ask those who run " + c.host +
            " to pass the Authorization header on (nginx: proxy_set_header Authorization $http_authorization;)"));
    if (sign != Sign::proven) f.fixes.push_back(another_credential(facts, c));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_proxy_or_gateway_strips_auth;
const Rule rule_proxy_or_gateway_strips_auth{"proxy-or-gateway-strips-auth", check};

}  // namespace e401::rules
