// Makes random npmrc texts and edits them with the builders that the rules use, as JSON for edits.mjs, which asks the
// real npm's reader what it makes of both: [{"kind","line","key","value","before","after"}], texts in base64.
#include <cstdio>
#include <cstdlib>
#include <random>

#include "base/digest.h"
#include "base/edit.h"
#include "base/json.h"
#include "npm/rc_value_edit.h"
#include "rules/lens.h"

namespace {

using namespace e401;
using npm::RcDocument;
using npm::RcLine;

class Generator {
 public:
  explicit Generator(unsigned seed) : dice_(seed) {}
  std::size_t below(std::size_t n) { return dice_() % n; }
  std::string pick(std::initializer_list<const char*> list) { return *(list.begin() + below(list.size())); }

  std::string line() {
    const std::string value = pick({"tok-0001",
                                    "${NPM_TOKEN}",
                                    "\"quoted value\"",
                                    "'it'",
                                    "a=b",
                                    "x;y",
                                    "a\\;b",
                                    "a\\#b",
                                    "true",
                                    "null",
                                    "12",
                                    "",
                                    "https://npm.acme.example/",
                                    "ä€",
                                    "[1]",
                                    "\"",
                                    "a\\b",
                                    "\"a\\nb\"",
                                    "a # c",
                                    "a ; c"});
    const std::string key =
        pick({"registry", "@acme:registry", "//npm.acme.example/:_authToken", "//h.example:8443/n/:_auth", "_authToken",
              "fund", "\"quoted key\"", "'k'", "a.b", "arr[]", "key with blanks", "//h/:username", "x"});
    switch (below(10)) {
      case 0:
        return "";
      case 1:
        return pick({"; comment", "# //h/:_authToken=x", "   ", ";", "  # x"});
      case 2:
        return key;
      case 3:
        return "  " + key + " = " + value + "  ";
      case 4:
        return key + "\t=\t" + value;
      default:
        return key + "=" + value;
    }
  }

  std::string text() {
    std::string out = below(12) == 0 ? "\xef\xbb\xbf" : "";
    const std::string end = pick({"\n", "\n", "\r\n"});
    const std::size_t lines = below(9);
    for (std::size_t i = 0; i < lines; ++i) {
      if (i > 2 && below(12) == 0) out += "[section]" + end;
      out += line() + (below(20) == 0 ? std::string("\r\n") : end);
    }
    if (below(4) == 0) out += line();  // no line end at the end
    return out;
  }

 private:
  std::mt19937 dice_;
};

struct Edited {
  std::string kind, key, value;
  std::size_t line = 0;
  findings::FileChange change;
};

// The line that is edited: an entry that npm sees.
std::size_t entry_line(Generator& g, const RcDocument& d) {
  std::vector<std::size_t> lines;
  for (std::size_t n = 1; n <= d.lines().size(); ++n) {
    const RcLine& l = d.line(n);
    if (l.kind == RcLine::Kind::entry && l.has_equals && l.section.empty() && !l.is_array) lines.push_back(n);
  }
  return lines.empty() ? 0 : lines[g.below(lines.size())];
}

bool edit(Generator& g, const RcDocument& d, Edited& e) {
  e.change = rules::edit_of(d);
  const std::string key =
      g.pick({"//new.example/:_authToken", "//new.example:8443/npm/:_auth", "@new:registry", "new-key"});
  const std::string value = g.pick(
      {"tok-0002", "a;b#c", "${NPM_TOKEN}", "with blanks", "https://new.example/", "=x", "\"q\"", "it's", "x\\"});
  const auto written = npm::rc_value_text(value);
  if (!written) return false;
  const std::size_t kind = g.below(5);
  if (kind == 4) {
    e.kind = "append";
    e.key = key;
    e.value = value;
    rules::append_line(e.change, d, base::Secret(key + "=" + *written));
    return true;
  }
  e.line = entry_line(g, d);
  if (e.line == 0) return false;
  const RcLine& l = d.line(e.line);
  switch (kind) {
    case 0: {
      e.kind = "value";
      e.key = l.key;
      e.value = value;
      const auto edit = npm::rc_value_edit(d, l, value);
      if (!edit) return false;
      rules::replace_span(e.change, edit->span, base::Secret(edit->replacement));
      return true;
    }
    case 1:
      e.kind = "key";
      e.key = key;
      rules::replace_span(e.change, l.key_span, base::Secret(key));
      return true;
    case 2:
      e.kind = "delete";
      e.key = l.key;
      rules::delete_line(e.change, d, e.line);
      return true;
    default:
      e.kind = "insert";
      e.key = key;
      e.value = value;
      rules::insert_after(e.change, d, e.line, base::Secret(key + "=" + *written));
      return true;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Generator g(argc > 2 ? static_cast<unsigned>(std::atoi(argv[2])) : 401);
  const int wanted = argc > 1 ? std::atoi(argv[1]) : 2000;
  base::JsonWriter out;
  out.begin_array();
  for (int made = 0; made < wanted;) {
    const RcDocument d = RcDocument::parse("/rc", g.text());
    Edited e;
    if (d.fatal_line() || !edit(g, d, e)) continue;
    std::vector<base::TextEdit> edits;
    for (const auto& one : e.change.edits) edits.push_back({one.span, one.replacement.reveal()});
    const auto after = base::apply_edits(d.source().text(), std::move(edits));
    if (!after) return 1;
    out.begin_object().member("kind", e.kind).member("line", e.line).member("key", e.key).member("value", e.value);
    out.member("before", base::base64_encode(d.source().text()))
        .member("after", base::base64_encode(*after))
        .end_object();
    ++made;
  }
  out.end_array();
  std::puts(out.take().c_str());
  return 0;
}
