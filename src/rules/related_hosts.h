// Are two host names two names of one and the same service, as far as names can tell? An old name, a web site's name, a
// typing error, a vendor's second domain. Used to say "this credential was meant for that host": a guess that a person
// must confirm (TRUST 6).
#pragma once

#include <string>
#include <string_view>

namespace e401::rules {

enum class Relation { none, same_company, same_path, typing_error, same_vendor };  // weakest first
struct NamedHost {
  std::string_view host;  // lower case, without port
  std::string_view port;
  std::string_view path;  // of the key or the registry, "/a/b/"
};
Relation relation_of(const NamedHost& a, const NamedHost& b);

}  // namespace e401::rules
