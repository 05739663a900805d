// A credential is known to be good when something was answered to it that nobody else gets; it is known to be bad when
// the host says so in words that it has for this, or refuses it on an endpoint that needs no right at all. The rest is
// left undecided: one word of an unknown host proves nothing.
#include "rules/lens_verdict.h"

#include "base/text.h"

namespace e401::rules {
namespace {

using providers::HostFamily;
using providers::Says;

bool names_somebody(const Answer& whoami) {
  return whoami.ok() && whoami.username && !whoami.username->empty() &&
         !base::ascii_iequals(*whoami.username, "anonymous");
}

const Answer& whoami_of(const Concern& c) {
  return c.purpose == Purpose::whoami ? c.as_sent : c.whoami;
}

const HostFamily& family_by_any_answer(const Concern& c) {
  if (!c.url) return *providers::family_named("generic");
  const HostFamily* family = &providers::family_of(*c.url);
  for (const Answer* a : {&c.verdict(), &c.as_sent, &c.anonymous, &c.whoami, &c.logged}) {
    if (family->id != "generic") break;
    if (a->asked) family = &providers::family_of(*c.url, words_of(c, *a));
  }
  return *family;
}

// What the host means by its refusal. npm drops the body of a 401 that has a challenge, so its log may lack the words;
// reading the same package with the same credential was refused with them.
providers::Meaning meaning_of_verdict(const Concern& c, const HostFamily& family) {
  const providers::Meaning meaning = providers::meaning_of(family, words_of(c, c.verdict()));
  const bool vague = meaning.says == Says::nothing || meaning.says == Says::nobody_or_unknown ||
                     meaning.says == Says::unknown_credential;
  if (&c.verdict() != &c.logged || !vague || !c.as_sent.asked || c.as_sent.status != c.logged.status) return meaning;
  const providers::Meaning read = providers::meaning_of(family, words_of(c, c.as_sent));
  return read.says == Says::nothing ? meaning : read;
}

bool same_credential(const Concern& a, const Concern& b) {
  return a.sent() && b.sent() && a.host == b.host && a.decision.sent->authorization == b.decision.sent->authorization;
}

// Something was given to this credential that nobody gets without one.
bool opens_a_door(const Concern& c) {
  return c.sent() && c.as_sent.ok() && c.anonymous.asked && !c.anonymous.ok() && c.as_sent.is_json;
}

bool is_job_token(const Concern& c) {
  return c.sent() && c.decision.sent->value.reveal().starts_with("glcbt-");
}

void accepted(Verdict& v, bool sure, std::string because) {
  v.standing = Standing::accepted;
  v.sure = sure;
  v.because = std::move(because);
}

void refused(Verdict& v, bool sure, std::string because) {
  v.standing = Standing::refused;
  v.sure = sure;
  v.because = std::move(because);
}

// What was seen elsewhere: another answer to the same credential.
bool judge_by_other_answers(const Facts& facts, const Concern& c, Verdict& v) {
  const Answer& whoami = whoami_of(c);
  if (names_somebody(whoami)) {
    v.user = base::printable(*whoami.username);
    accepted(v, true, "whoami answers " + v.user);
    return true;
  }
  if (c.purpose != Purpose::whoami && opens_a_door(c)) {
    accepted(v, true, "the package can be read with it, and not without");
    return true;
  }
  for (const Concern& other : facts.concerns)
    if (&other != &c && same_credential(c, other) && (opens_a_door(other) || names_somebody(whoami_of(other)))) {
      accepted(v, true, "it is good for " + npm::shown_url(other.url_text));
      return true;
    }
  const bool has_whoami = v.family->whoami.value != providers::Has::no;
  if (!whoami.asked || !has_whoami) return false;
  if (whoami.status == 401) {
    refused(v, true, "whoami refuses it");
    return true;
  }
  if (whoami.ok() && whoami.is_json) {
    refused(v, v.family->whoami_names_nobody.value, "whoami knows nobody by it");
    return true;
  }
  return false;
}

void judge_by_words(const Concern& c, Verdict& v) {
  const Answer& answer = c.verdict();
  const bool sure = v.meaning.sure();
  switch (v.meaning.says) {
    case Says::unknown_credential:
    case Says::wrong_password:
    case Says::expired:
    case Says::revoked:
      return refused(v, sure, "the host says so");
    case Says::lacks_permission:
    case Says::no_read_right:
    case Says::no_write_right:
    case Says::wrong_owner:
    case Says::second_factor:
    case Says::version_exists:
    case Says::other_address:
    case Says::needs_plan:
      return accepted(v, sure && answer.status != 404, "the host knows it: it speaks of a right");
    case Says::nobody:
      return;  // it never got there
    default:
      break;
  }
  if (answer.status == 401) return refused(v, !v.family->denies_with_401.value, "");
  // GitLab refuses a token that it does not know with 401, whatever the project: a 404 means that it knows this one.
  if (answer.status == 404 && v.family->id == "gitlab" && c.as_sent.asked && !is_job_token(c) &&
      c.decision.sent->kind == npm::CredentialKind::bearer)
    return accepted(v, true, "GitLab answers 401 to tokens it does not know");
}

}  // namespace

providers::AnswerWords words_of(const Concern& c, const Answer& a) {
  providers::AnswerWords w;
  w.method = &a == &c.logged && c.writes() ? "PUT" : "GET";
  w.status = a.status;
  w.challenge = a.www_authenticate;
  w.body = a.body.empty() ? std::string_view(a.message) : std::string_view(a.body);
  w.server = a.server;
  return w;
}

bool same_refusal(const Answer& a, const Answer& b) {
  return a.asked && b.asked && a.status == b.status && a.trouble.empty() && b.trouble.empty() &&
         a.www_authenticate == b.www_authenticate && a.body == b.body;
}

bool nameless_whoami(const Concern& c) {
  return c.purpose == Purpose::whoami && c.as_sent.ok() && c.as_sent.is_json && !c.as_sent.username;
}

bool is_writing(const Concern& c) {
  return c.writes() && &c.verdict() == &c.logged;
}

bool hidden_404(const Concern& c, const HostFamily& family) {
  if (c.status() != 404 || !(family.hides_private.value || hides_private(c))) return false;
  // On the public registry only scoped packages can be private; writing is hidden for every name.
  return family.id != "npmjs" || !c.spec.scope.empty() || is_writing(c) || c.spec.empty();
}

Verdict weigh(const Facts& facts, const Concern& c) {
  Verdict v;
  v.family = &family_by_any_answer(c);
  v.meaning = meaning_of_verdict(c, *v.family);
  if (!c.sent()) {
    v.standing = Standing::not_sent;
    return v;
  }
  if (!judge_by_other_answers(facts, c, v)) judge_by_words(c, v);
  return v;
}

bool may_be_the_credential(const Facts& facts, const Concern& c) {
  if (!c.sent() || !c.fails()) return false;
  if (c.stopped_by == "ERR_INVALID_CHAR") return true;
  if (!c.stopped_by.empty()) return false;
  if (nameless_whoami(c)) return true;
  const int status = c.status();
  const Verdict v = weigh(facts, c);
  if (v.standing == Standing::accepted) return false;
  if (status == 401 || status == 403) return true;
  // A header of more than two words is malformed for some.
  if (status == 400) return c.anonymous.asked && c.anonymous.status != 400;
  if (status != 404 || v.meaning.says == Says::absent) return false;
  return hidden_404(c, *v.family) || v.standing == Standing::refused;
}

std::string family_or_host(const Concern& c, const HostFamily& family) {
  return family.id == "generic" ? c.host : std::string(family.name);
}

}  // namespace e401::rules
