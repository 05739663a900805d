// What is wrong with the text of a credential, before anybody is asked: a reference to a variable that npm does not
// replace, a dummy, quotes, a word of the header, base64 that is none. Pure functions on texts; rules and lint share
// them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace e401::rules {

using IsSet = std::function<bool(std::string_view name)>;

// A reference in the syntax of a shell, a CI system or a template: npm replaces ${NAME} only (and ${NAME?} since npm
// 11).
struct UnreadReference {
  std::string name;  // of the variable that was meant; "" where the text does not tell
  std::string form;  // "$NAME", "${NAME:-x}", ...: how such a reference looks
};
// `raw` is the value as npm's ini reader gives it, before ${} is replaced. The bare name of a variable counts if it is
// set.
std::optional<UnreadReference> unread_reference(std::string_view raw, const IsSet& is_set, bool has_optional_form);

// A dummy, an example text, a masked value: XXXXX-XXXXX-XXXXX-XXXXX, YOUR_TOKEN_HERE, ***, undefined, npm_xxxxxxxx,
// (protected).
bool is_placeholder(std::string_view text);

// The text without the quotes or brackets around it; nullopt if there are none. One-sided quotes count.
std::optional<std::string> without_quotes(std::string_view text);

// "Bearer abc" -> {"Bearer", "abc"}; also "Authorization: Bearer abc", "token abc".
struct HeaderWord {
  std::string word;
  std::string rest;
};
std::optional<HeaderWord> header_word(std::string_view text);

// Is it base64 of a text that a person could have typed (UTF-8 without control characters, line ends at its end aside)?
bool is_base64_of_text(std::string_view text);
// The text in it, if it is; line ends at its end included.
std::optional<std::string> base64_text(std::string_view text);
bool is_typed_text(std::string_view text);

}  // namespace e401::rules
