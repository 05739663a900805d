// The address is a registry's, and a page answers that asks people to sign in: a gate (single sign-on, access proxy,
// captive portal) stands before the registry and knows browsers only. npm has no way to pass it; the gate has to let
// the registry's paths through.
#include "base/text.h"
#include "rules/routing/page_answers.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const PageAnswer page = page_answer(facts, c);
    if (page.kind != PageAnswer::Kind::login_page) continue;
    findings::Finding f = about(facts, i, "html-login-page", page.proven);
    const Answer& a = *page.answer;
    const std::string title = base::printable(a.message);
    f.title = "a login page answers instead of " + c.host + (title.empty() ? "" : " (\"" + title + "\")");
    if (!a.hops.empty()) f.title += ", at " + a.hops.back().substr(0, a.hops.back().find_first_of("?#"));
    f.why =
        "npm sends its credential with the request and cannot fill in forms. Something before the registry answers "
        "every request of somebody it does not know with this page.";
    f.help =
        "Have the gate let the registry's paths through to the registry, which checks credentials itself; or use the "
        "address that is meant for tools.";
    add_route_line(c, f.evidence);
    f.fixes.push_back(ask_server_admin("open-gate", "have those who run " + c.host + " exempt " +
                                                        npm::shown_url(c.registry.url) + " from the sign-on page"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_html_login_page;
const Rule rule_html_login_page{"html-login-page", check};

}  // namespace e401::rules
