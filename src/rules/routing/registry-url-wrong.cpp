// The registry's address is not one: no URL at all, the address of a product's web page, or one with a part missing.
// The vendors' forms are data of providers/; what the wrong address tells (owner, feed, repository) is carried over
// into the one proposed.
#include "base/text.h"
#include "rules/routing/page_answers.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void add_fix(const Facts&, findings::Finding& f, std::string_view key, const npm::Entry* entry,
             const std::string& wanted) {
  std::vector<std::string> commands;
  if (!wanted.empty() && entry && entry->line) commands.push_back(set_command(key, wanted, npm::name_of(entry->layer)));
  f.fixes.push_back(
      manual("correct-address",
             "set the registry's own address" + (wanted.empty() ? std::string() : ", of the form " + wanted),
             std::move(commands)));
}

// npm ends before any request: the text is no URL.
void check_stop(const Facts& facts, findings::Findings& out) {
  for (const auto* error : {&facts.config.load_error, &facts.config.validate_error}) {
    if (!*error || ((*error)->code != "ERR_INVALID_URL" && (*error)->npm_code != "ERR_INVALID_URL")) continue;
    findings::Finding f;
    f.code = "registry-url-wrong";
    f.severity = findings::Severity::error;
    f.explains_failure = true;
    const npm::Entry* entry = facts.config.find("registry");
    const std::string text = entry ? npm::shown_url(entry->value.to_string()) : std::string();
    f.title =
        text.empty() ? "the registry setting is empty" : "the registry's address is no URL: " + base::printable(text);
    f.detail = "npm ends with \"Invalid URL\" before it asks anyone.";
    f.why = "A registry needs a scheme: https://host/path/.";
    f.help = "Write the whole address, with https:// before it.";
    f.evidence.push_back(entry && (*error)->place.file.empty() ? at(*entry) : at((*error)->place));
    const bool only_scheme_lacks =
        !text.empty() && npm::parse_url("https://" + text).has_value() && text.find("://") == std::string::npos;
    add_fix(facts, f, "registry", entry, only_scheme_lacks ? "https://" + text : std::string());
    out.add(std::move(f));
    return;
  }
}

void check_text(const Facts& facts, std::size_t i, findings::Findings& out) {
  const Concern& c = facts.concerns[i];
  findings::Finding f = about(facts, i, "registry-url-wrong", true);
  f.title = "the registry's address is no web address: " + base::printable(npm::shown_url(c.registry.url));
  f.detail = "npm cannot form a request from it.";
  f.why = "A registry needs the scheme https:// (or http://) and a host.";
  f.help = "Write the whole address.";
  add_route_line(c, f.evidence);
  const std::string& text = c.registry.url;
  const bool only_scheme_lacks = text.find("://") == std::string::npos && npm::parse_url("https://" + text).has_value();
  add_fix(facts, f, c.registry.key, c.registry.entry, only_scheme_lacks ? "https://" + text : std::string());
  out.add(std::move(f));
}

void check(const Facts& facts, findings::Findings& out) {
  check_stop(facts, out);
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    if (c.stopped_by == "ERR_INVALID_URL") {
      check_text(facts, i, out);
      continue;
    }
    const PageAnswer page = page_answer(facts, c);
    if (page.kind != PageAnswer::Kind::wrong_address) continue;
    findings::Finding f = about(facts, i, "registry-url-wrong", page.proven);
    f.title = npm::shown_url(c.registry.url) + " is not the address of a registry: " + page.why;
    f.why = "npm adds the package's name to the registry's address; at this one nothing answers as a registry does.";
    f.help = page.wanted.empty() ? "Copy the address from the page of the product that tells how to set up npm."
                                 : "The address has the form " + page.wanted + ".";
    if (!page.proven) f.would_prove = "the address as those who run " + c.host + " give it";
    add_route_line(c, f.evidence, "not a registry");
    add_fix(facts, f, c.registry.key, c.registry.entry, page.wanted);
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_registry_url_wrong;
const Rule rule_registry_url_wrong{"registry-url-wrong", check};

}  // namespace e401::rules
