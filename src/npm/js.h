// Small pieces of JavaScript and of node's `path` that npm's configuration is made of: what Number(), new Date() and
// path.resolve() make of a text, and the order in which an object gives its keys.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "npm/value.h"

namespace e401::npm {

// Number(text): blanks around it do not count, "" is 0, 0x/0o/0b are known; NaN where it is no number.
double js_number(std::string_view text);

// new Date(text): the ISO forms exactly; of the free forms the common ones ("Jan 2 2024", "2024/01/02 10:00 GMT+0100").
// A form without a zone counts as UTC: the zone of the machine is not looked at.
Date js_date(std::string_view text);

// path.posix.resolve(base, path): absolute, without ".", ".." and doubled slashes, no slash at the end.
std::string path_resolve(std::string_view base, std::string_view path);
std::string path_dirname(std::string_view path);
// path.posix.join(a, b): normalized, relative if a is.
std::string path_join(std::string_view a, std::string_view b);
// The last part of a path.
std::string_view path_basename(std::string_view path);

// Keys like "0" or "42" (array indices) come first in an object, ascending; all others in insertion order.
bool is_array_index(std::string_view key);
// True if `a` stands before `b` because of that rule alone (at least one is an array index).
bool index_before(std::string_view a, std::string_view b);

// Names every plain object inherits ("constructor", "toString"): npm's tables answer them as if they were options.
bool is_object_prototype_name(std::string_view key);
// String(object[name]) for such a name: "function toString() { [native code] }". nullopt: it is none.
std::optional<std::string> object_prototype_text(std::string_view name);

}  // namespace e401::npm
