#include "rules/facts.h"

namespace e401::rules {
namespace {

// A page where a packed file should be. The bytes decide: servers call files by any type.
bool is_page_for_file(const Answer& a) {
  const std::size_t first = a.body.find_first_not_of(" \t\r\n");
  return a.is_html && first != std::string::npos && a.body[first] == '<';
}

}  // namespace

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::install:
      return "install";
    case Operation::ci:
      return "ci";
    case Operation::publish:
      return "publish";
    case Operation::whoami:
      return "whoami";
    case Operation::view:
      return "view";
    case Operation::ping:
      return "ping";
    case Operation::other:
      return "other";
  }
  return "other";
}

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::packument:
      return "packument";
    case Purpose::tarball:
      return "tarball";
    case Purpose::whoami:
      return "whoami";
    case Purpose::publish:
      return "publish";
    case Purpose::ping:
      return "ping";
    case Purpose::endpoint:
      return "endpoint";
  }
  return "packument";
}

const Answer& Concern::verdict() const {
  // We never send a PUT: what the registry thinks of a write is only in the client's log.
  if (writes() && logged.asked && !logged_is_stale) return logged;
  return as_sent.asked || logged_is_stale ? as_sent : logged;
}

int Concern::status() const {
  return verdict().status;
}

bool Concern::fails() const {
  if (!stopped_by.empty()) return true;
  const Answer& v = verdict();
  if (!v.asked) return false;
  if (!v.trouble.empty()) return true;
  // Without a log, a publish fails for sure only where even reading is refused; 404 is a package's first publish.
  if (writes() && &v != &logged) return v.status == 401 || v.status == 403;
  // Not every registry has a ping: only `npm ping` itself fails by that.
  if (purpose == Purpose::ping && operation != Operation::ping && v.status >= 400 && v.status < 500 && v.status != 407)
    return false;
  if (v.status >= 400) return true;
  if (&v == &logged) return !v.is_json;
  // A page, or some other JSON, instead of what npm needs (ENOVERSIONS, ENEEDAUTH, FETCH_ERROR).
  if (purpose == Purpose::packument) return !v.is_packument;
  if (purpose == Purpose::tarball) return is_page_for_file(v);
  return purpose == Purpose::whoami && !v.username;
}

std::vector<const npm::RcDocument*> Facts::documents() const {
  std::vector<const npm::RcDocument*> out;
  for (npm::Layer l : npm::layers_low_to_high)
    if (const auto& d = config.layer(l).document) out.push_back(d.get());
  return out;
}

}  // namespace e401::rules
