#include "rules/routing/page_answers.h"

#include "base/text.h"
#include "providers/hosts.h"

namespace e401::rules {
namespace {

using Kind = PageAnswer::Kind;

// What a GET of a document of this registry gave: for writes, and where npm stops for lack of a credential, what
// anybody sees.
const Answer& reading_answer(const Concern& c) {
  if (c.purpose == Purpose::publish || c.stopped_by == "ENEEDAUTH")
    return c.as_sent.asked ? c.as_sent : c.anonymous.asked ? c.anonymous : c.logged;
  return c.verdict();
}

bool is_page_with_200(const Answer& a) {
  return a.asked && a.trouble.empty() && a.status >= 200 && a.status < 300 && !a.is_json;
}

bool says_nothing_here(const Answer& a) {
  return a.asked && a.trouble.empty() &&
         (a.status == 404 || a.status == 405 || a.status == 400 || a.status == 410 || a.status == 406);
}

// The registry's own endpoints are not there either, and what answers is not a registry's JSON.
bool ping_is_missing(const Concern& c) {
  return c.ping.asked && c.ping.trouble.empty() && (c.ping.status == 404 || is_page_with_200(c.ping));
}

// A credential for a longer path of the same host: the address lacks that part.
std::string address_by_credential(const Facts& facts, const Concern& c) {
  const npm::Url& registry = *c.registry.parsed;
  const std::string path = with_last_slash(registry.path);
  for (const Keyed& k : keyed_credentials(facts)) {
    const bool same_host = k.host == registry.host_port();
    if (same_host && k.path.size() > path.size() && with_last_slash(k.path).starts_with(path))
      return registry.scheme + ":" + with_last_slash(k.prefix);
  }
  return {};
}

bool has_ping(const npm::Url& registry) {
  const providers::HostFamily& family = providers::family_of(registry);
  return family.ping.sure() && family.ping.value == providers::Has::yes;
}

// "https://h/#browse/browse:repo": npm's ini reader ends the value at "#", so that the rest of the address is a
// comment.
std::optional<npm::Url> address_as_written(const Facts& facts, const Concern& c) {
  const npm::RcDocument* document = c.registry.entry ? document_of(facts, *c.registry.entry) : nullptr;
  if (!document) return std::nullopt;
  const npm::RcLine& line = *c.registry.entry->line;
  if (line.comment_span.empty() || line.comment_span.begin <= line.value_span.begin) return std::nullopt;
  const std::string& bytes = document->source().text();
  if (bytes[line.comment_span.begin] != '#' || bytes[line.comment_span.begin - 1] != '/') return std::nullopt;
  return npm::parse_url(base::trim(document->source().slice({line.value_span.begin, line.span.end})));
}

PageAnswer wrong(const Answer& a, bool proven, std::string wanted, std::string why) {
  return {Kind::wrong_address, proven, std::move(wanted), std::move(why), &a};
}

}  // namespace

PageAnswer page_answer(const Facts& facts, const Concern& c) {
  const Answer& a = reading_answer(c);
  if (c.purpose == Purpose::tarball)  // its address is the registry's word; only a gate is told here
    return c.fails() && a.is_html && is_login_page(a) && a.status < 300 ? PageAnswer{Kind::login_page, true, "", "", &a}
                                                                        : PageAnswer{};
  if (!a.asked || !a.trouble.empty() || !c.registry.parsed || a.status >= 500 || a.status == 429) return {};
  const npm::Url& registry = *c.registry.parsed;
  const providers::AddressShape shape = providers::shape_of_address(registry);
  const bool page = is_page_with_200(a), nothing = says_nothing_here(a);
  const bool refused = a.status == 401 || a.status == 403;
  using Shape = providers::AddressShape::Kind;
  if (shape.kind == Shape::web_page && (page || nothing || refused))
    return wrong(a, true, shape.wanted, "it is the address of the product's web page");
  if (shape.kind == Shape::incomplete && (page || nothing || refused))
    return wrong(a, true, shape.wanted, "a part of the path is missing");
  if (const auto written = address_as_written(facts, c); written && (page || nothing || refused)) {
    const providers::AddressShape whole = providers::shape_of_address(*written);
    std::string wanted = whole.kind == Shape::web_page ? whole.wanted : address_by_credential(facts, c);
    return wrong(a, true, std::move(wanted), "it is a web page's address, and # begins a comment in an npmrc");
  }
  if ((registry.query || registry.fragment) && (page || nothing))
    return wrong(a, true, shape.wanted, "what follows ? or # in it swallows the path that npm adds");
  if (page && registry.path == "/")
    if (std::string wanted = address_by_credential(facts, c); !wanted.empty())
      return wrong(a, true, std::move(wanted), "a credential is filed for a longer path of the same host");
  const bool led_away = !a.hops.empty() && a.is_html;
  if (is_login_page(a) && (page || led_away || (refused && a.www_authenticate.empty())))
    return {Kind::login_page, true, "", "", &a};
  if (page && led_away) return {Kind::login_page, true, "", "", &a};
  if (page)
    return wrong(a, true, shape.wanted, a.is_html ? "a web page answers there" : "what answers there is no JSON");
  if (!nothing) return {};
  // Some families of registry have no whoami at all: its absence tells nothing about the address.
  if (c.purpose == Purpose::whoami && providers::family_of(registry).whoami.value == providers::Has::no) return {};
  if (ping_is_missing(c)) {
    if (std::string wanted = address_by_credential(facts, c); !wanted.empty())
      return wrong(a, true, std::move(wanted), "a credential is filed for a longer path of the same host");
    if (a.is_html && !c.ping.is_json)
      return wrong(a, true, shape.wanted, "neither packages nor the registry's own endpoints are there");
    if (has_ping(registry)) return wrong(a, true, shape.wanted, "the registry's own endpoints are not there");
    if (!a.is_json && !c.ping.is_json)
      return wrong(a, false, shape.wanted, "neither packages nor the registry's own endpoints are there");
  }
  if (registry.host == "npm.pkg.github.com" && registry.path.size() > 1 && a.status == 404)
    return wrong(a, false, "https://npm.pkg.github.com/", "GitHub's registry has no owner in its path");
  return {};
}

}  // namespace e401::rules
