// A rule's page as a person reads it on a terminal or in a pipe: without Markdown's marks, wrapped, without the
// examples (those are the rule's tests, in a language of their own).
#pragma once

#include <string>
#include <string_view>

namespace e401::cli {

std::string page_as_text(std::string_view page, int columns);

// The sentence under the title: what the cause is.
std::string_view page_definition(std::string_view page);

}  // namespace e401::cli
