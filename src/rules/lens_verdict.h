// What the answers say about the credential that npm sends: does the host know it, does it not, or can that not be
// told?
#pragma once

#include <string>

#include "providers/hosts.h"
#include "rules/lens.h"

namespace e401::rules {

enum class Standing { not_sent, accepted, refused, undecided };

struct Verdict {
  const providers::HostFamily* family = nullptr;  // never nullptr
  providers::Meaning meaning;                     // of the answer that the concern is judged by
  Standing standing = Standing::undecided;
  bool sure = false;    // beyond doubt
  std::string because;  // in words: "whoami answers alice"
  std::string user;     // whoami's name; "" not known
};
Verdict weigh(const Facts& facts, const Concern& c);

providers::AnswerWords words_of(const Concern& c, const Answer& a);
// Word for word the same refusal.
bool same_refusal(const Answer& a, const Answer& b);
// `npm whoami` was answered with 200 and no name: npm says ENEEDAUTH.
bool nameless_whoami(const Concern& c);
// A credential is sent, and its own text may be why this is refused: nothing shows that the host takes it, and the
// status is one that a damaged credential gives.
bool may_be_the_credential(const Facts& facts, const Concern& c);
// A 404 that is no news about the package: the host hides what one may not see, and the name can be private.
bool hidden_404(const Concern& c, const providers::HostFamily& family);
bool is_writing(const Concern& c);
std::string family_or_host(const Concern& c, const providers::HostFamily& family);  // "GitHub Packages", else the host

}  // namespace e401::rules
