// What a diagnosis says: findings with evidence and fixes, as plain data. Wording, ranking and rendering live beside
// it; doctor and gateway share them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "base/source.h"

namespace e401::findings {

enum class Severity : std::uint8_t { error, warning, info };
enum class Safety : std::uint8_t { safe, ask, manual };
std::string_view name_of(Severity severity);
std::string_view name_of(Safety safety);

// A place that proves the finding. file: a path, "env:NAME", "cli", or "log".
struct Evidence {
  std::string file;
  int line = 0;
  int column = 0;
  int length = 0;    // bytes to underline from column; 0: the whole text
  std::string text;  // the line as it may be shown: secrets already masked
  std::string note;  // a few words beside the underline
};

// One change of one file, as data. Nothing here has been applied; change/ does that, all of a plan or none.
struct FileChange {
  enum class Kind : std::uint8_t { edit, create, remove, rename };
  struct Edit {
    base::Span span;           // of the bytes as judged
    base::Secret replacement;  // may hold a secret: never printed unmasked
  };
  Kind kind = Kind::edit;
  std::string path;
  std::string new_path;       // rename
  std::string judged_sha256;  // of the bytes the edits were made for; empty for create
  std::vector<Edit> edits;    // edit
  base::Secret content;       // create
  std::uint32_t mode = 0600;  // create
  bool owner_only = false;    // edit (also one without edits): group and others lose their rights to the file
};

// A fix binds credentials to places: what consent is asked for (TRUST 6).
struct Binding {
  std::string key;                     // "//npm.acme.example/:_authToken"
  std::string from;                    // where the credential comes from: "~/.npmrc:3", "env:NPM_TOKEN"
  bool named_by_project_only = false;  // only a file of the project names this registry
  bool other_host = false;             // the credential was filed under another host before
  // Npm found it before, under this very key in another file: nothing goes anywhere it did not go.
  bool is_move = false;
};

struct Fix {
  std::string id;  // "rename-key", "delete-line", ...
  Safety safety = Safety::manual;
  std::string description;            // one sentence, imperative, names the file and line
  std::vector<FileChange> changes;    // empty for manual fixes without an edit
  std::vector<std::string> commands;  // what a person can type, filled in; no secrets
  std::vector<Binding> bindings;
  std::vector<std::string>
      verify_tarballs;  // lockfile rewrites: "URL integrity" of one to be fetched before anything is written
};

struct Finding {
  std::string code;  // a cause code: the rule's slug
  Severity severity = Severity::warning;
  std::string title;   // what is wrong, one line, no code, no full stop
  std::string detail;  // the decisive evidence in words: what was asked, what came back
  std::string why;     // why it matters, one or two sentences
  std::string help;    // what to do, one or two sentences
  std::vector<Evidence> evidence;
  std::string host;         // host[:port] concerned; "" none
  std::vector<Fix> fixes;   // best first; every error has at least one
  std::string would_prove;  // not proven: what would prove it
  int concern = -1;         // index of the request it explains; -1: npm as a whole
  std::string
      identity;  // tells it from its like at the same line (a secret's fingerprint, never the secret); mostly ""
  bool explains_failure = false;  // explains the failing request of the log
  bool independent = false;  // true beside another cause of the same request (not a deeper or shallower view of it)
};

struct Skipped {
  std::string what;
  std::string why;
  bool mattered = false;  // the exit code says "not proven" (3)
};

class Findings {
 public:
  void add(Finding finding) { list_.push_back(std::move(finding)); }
  const std::vector<Finding>& list() const { return list_; }
  std::vector<Finding> take() { return std::move(list_); }

 private:
  std::vector<Finding> list_;
};

}  // namespace e401::findings
