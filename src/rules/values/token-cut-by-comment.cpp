#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_token_cut_by_comment;
const Rule rule_token_cut_by_comment{"token-cut-by-comment", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
