// 429, or a refusal that speaks of the address or of too many requests. A page of a filter in front of the host (403,
// HTML) counts only where the same page comes with and without a credential: then it is not about who asks.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/routes.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

constexpr std::array<std::string_view, 9> limit_words{"rate limit",    "too many requests", "quota exceeded",
                                                      "slow down",     "throttl",           "abuse detection",
                                                      "request limit", "requests per",      "temporarily blocked"};
constexpr std::array<std::string_view, 13> block_words{"ip address",           "your ip",
                                                       "ip has been",          "attention required",
                                                       "error code: 1020",     "you have been blocked",
                                                       "has been blocked",     "request blocked",
                                                       "access denied",        "web application firewall",
                                                       "reference #",          "incident id",
                                                       "not available in your"};

template <std::size_t N>
bool has_any(const std::string& text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view w) { return text.find(w) != std::string::npos; });
}

std::string text_of(const Answer& a) {
  constexpr std::size_t look_bytes = 16u << 10;
  return base::ascii_lower(a.message + "\n" + a.body.substr(0, look_bytes));
}

enum class Block { none, limit, limit_likely, address };

Block block_of(const Concern& c) {
  const Answer& a = c.verdict();
  if (!a.asked || !a.trouble.empty() || !c.stopped_by.empty()) return Block::none;
  if (a.status == 429 || a.status == 420) return Block::limit;
  if (a.status != 403 && a.status != 503) return Block::none;
  const std::string text = text_of(a);
  if (has_any(text, limit_words)) return a.status == 403 || !a.retry_after.empty() ? Block::limit : Block::limit_likely;
  if (a.status != 403) return Block::none;
  // A registry speaks JSON; who answers with a page of a filter is in front of it.
  const bool same_for_all = !c.sent() || (c.anonymous.asked && c.anonymous.status == 403);
  const bool page = a.is_html && !is_login_page(a);
  return same_for_all && (page || text.find("ip address") != std::string::npos) && has_any(text, block_words)
             ? Block::address
             : Block::none;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const std::size_t i : failing(facts)) {
    const Concern& c = facts.concerns[i];
    const Block block = block_of(c);
    if (block == Block::none) continue;
    findings::Finding f = about(facts, i, "ip-or-rate-block", block != Block::limit_likely);
    const bool address = block == Block::address;
    f.title = address ? c.host + " blocks the address that these requests come from"
                      : c.host + " has had too many requests from here";
    f.why = address ? "A filter in front of the registry answers, with and without a credential alike: what it judges "
                      "is the network address, not the token."
                    : "The limit counts requests by address or by account; a new token does not lift it, and every "
                      "further try may prolong it.";
    const std::string& wait = c.verdict().retry_after;
    f.help = address
                 ? "Ask from another network, or have the address allowed."
                 : "Wait" +
                       (wait.empty() || wait == "0" ? std::string() : " (retry-after: " + base::printable(wait) + ")") +
                       ", then try once.";
    if (block == Block::limit_likely) f.would_prove = "the same answer with status 429, or a retry-after header";
    add_route_line(c, f.evidence);
    f.fixes.push_back(ask_server_admin(
        address ? "allow-address" : "wait",
        address ? "have those who run " + c.host + " allow this network's address, or go through the company's proxy"
                : "wait and try once; in CI keep npm's cache between runs, so that fewer requests are made"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_ip_or_rate_block;
const Rule rule_ip_or_rate_block{"ip-or-rate-block", check};

}  // namespace e401::rules
