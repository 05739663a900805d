// Scopes whose packages are on the public npm registry by their owners' own word: a name below one of them that is not
// there is misspelt, and never private somewhere else. For doubt, not for proof.
#pragma once

#include <string_view>

namespace e401::providers {

bool is_public_scope(std::string_view scope);  // "@types"

}  // namespace e401::providers
