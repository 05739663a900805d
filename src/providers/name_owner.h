// Whose name is it: the part of a host name that one party registered, as far as names can tell. Short of the public
// suffix list on purpose: where it is wrong, e401 asks, or refuses and says how to allow it.
#pragma once

#include <string>
#include <string_view>

namespace e401::providers {

// Digits and dots, or an IPv6 address in brackets.
bool is_address(std::string_view host);

// "acme.example" of "npm.acme.example", "acme.co.uk" of "npm.acme.co.uk"; with the customer's label where a hoster
// gives anybody a name below its own ("acme.jfrog.io"); the host itself where such names have several labels, and an
// address.
std::string owner_domain(std::string_view host);

// Do both lie below one hoster's name, where strangers sit side by side?
bool share_a_hoster(std::string_view a, std::string_view b);

}  // namespace e401::providers
