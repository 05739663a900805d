#include "rules/rule.h"

namespace e401::rules {

extern const Rule rule_html_login_page;
const Rule rule_html_login_page{"html-login-page", [](const Facts&, findings::Findings&) {}};

}  // namespace e401::rules
