#include <algorithm>
#include <array>

#include "base/redact.h"
#include "base/text.h"
#include "npm/config.h"
#include "npm/dialect.h"
#include "npm/url.h"

namespace e401::npm {
namespace {

constexpr std::string_view protected_names[] = {"auth",    "authToken", "certfile", "email",
                                                "keyfile", "password",  "username"};

bool ends_in_protected_name(std::string_view key) {
  return std::any_of(std::begin(protected_names), std::end(protected_names), [&](std::string_view name) {
    return key.ends_with(":" + std::string(name)) || key.ends_with(":_" + std::string(name));
  });
}

bool is_protected_name(std::string_view key) {
  return std::find(std::begin(protected_names), std::end(protected_names), key) != std::end(protected_names);
}

// Inside a [section] the names stand alone, and what is secret there is only what would be secret outside.
bool holds_secret(std::string_view key) {
  return key.starts_with('_') || key.starts_with("-auth") || key.find(":_") != std::string_view::npos ||
         key.find(":-auth") != std::string_view::npos || key.ends_with(":password") || key.ends_with(":authToken") ||
         key.ends_with(":auth") || key.ends_with(":token") || key == "password" || key == "authToken" || key == "auth";
}

// "key" is a private key; behind "//host/path/:" a field that nobody knows may be a misspelt credential.
bool may_hold_secret(std::string_view key) {
  if (holds_secret(key) || key == "key") return true;
  return key.starts_with("//") && !is_open_field(key.substr(key.rfind(':') + 1));
}

}  // namespace

bool is_open_field(std::string_view name) {
  static constexpr std::array<std::string_view, 11> open{"registry",    "username",    "email", "certfile",
                                                         "keyfile",     "cafile",      "ca",    "cert",
                                                         "always-auth", "tokenhelper", "scope"};
  return std::find(open.begin(), open.end(), base::ascii_lower(name)) != open.end();
}

bool npm_protects(std::string_view key, const Version& npm) {
  if (key.starts_with('_')) return true;
  const bool names_count = dialect_of(npm).protects_names;
  if (names_count && is_protected_name(key)) return true;
  if (!key.starts_with("//")) return false;
  return key.find(":_") != std::string_view::npos || (names_count && ends_in_protected_name(key));
}

bool is_protected(std::string_view key) {
  return holds_secret(key);
}

Value masked_config_value(std::string_view key, const Value& value) {
  if (const std::string* text = value.string()) {
    if (may_hold_secret(key) && !text->empty()) return "***";
    return base::mask_shapes(shown_url(*text));
  }
  if (const Value::Array* items = value.get<Value::Array>()) {
    Value::Array out;
    for (const Value& item : *items) out.push_back(masked_config_value(key, item));
    return out;
  }
  if (const Value::Object* members = value.get<Value::Object>()) {
    Value::Object out;
    for (const auto& [name, member] : *members) out.emplace_back(name, masked_config_value(name, member));
    return out;
  }
  return value;
}

std::string veiled_config_text(std::string_view text) {
  std::string out;
  for (std::size_t at = text.find("://"); at != std::string_view::npos; at = text.find("://")) {
    const std::size_t user = at + 3;
    const std::size_t colon = text.find_first_of(":@/ \t\n\"", user);
    const std::size_t sign =
        colon == std::string_view::npos || text[colon] != ':' ? colon : text.find_first_of("@/ \t\n\"", colon + 1);
    const bool has_password = sign != std::string_view::npos && sign != colon && text[sign] == '@';
    out.append(text.substr(0, has_password ? colon + 1 : user));
    if (has_password) out += "***";
    text.remove_prefix(has_password ? sign : user);
  }
  return out.append(text);
}

std::string shown_config_value(std::string_view key, const Value& value) {
  if (is_protected(key)) return "(protected)";
  const Value masked = masked_config_value(key, value);
  if (masked.is<Undefined>()) return "undefined";
  base::JsonWriter json;
  return json.value(masked.to_json()).take();
}

}  // namespace e401::npm
