// Credentials that stand in a text as they are. Two readers: one for any file, by the shape of tokens alone, and one
// for npmrc files, where a setting's name says that its value is a secret. Pure. When in doubt the first stays silent
// (a checksum that does not fit, a dummy), the second speaks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "base/source.h"
#include "npm/rc_document.h"

namespace e401::lint {

struct Hit {
  base::Span span;     // of the secret in the text
  base::Secret value;  // as written
  std::string what;    // "npm access token", "password"
  std::string key;     // the setting that holds it, in an npmrc; "" elsewhere
};

enum class TextKind {
  any,       // source code, prose: tokens whose issuer gives them a form of their own
  settings,  // scripts, YAML, Dockerfiles, .env: also a literal behind :_authToken= and its like
  json,      // package.json, lockfiles: also passwords in addresses
};

// In order of place; no two overlap.
std::vector<Hit> secrets_in_text(std::string_view text, TextKind kind);
std::vector<Hit> secrets_in_rc(const npm::RcDocument& document);

// What kind of file a name says it is; lint reads npmrc files with secrets_in_rc.
enum class FileKind { npmrc, text };
FileKind kind_of_file(std::string_view path);
TextKind text_kind_of(std::string_view path);

}  // namespace e401::lint
