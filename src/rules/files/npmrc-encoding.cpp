// Decisive: a file that npm reads is UTF-16, whole or in the lines that PowerShell's >> put behind others, and with the
// same text in UTF-8 the failing request would go elsewhere or with a credential. The rewriting keeps every character
// and line end.
#include "base/text.h"
#include "npm/rc_document.h"
#include "rules/lens_damage.h"
#include "rules/lint_lens.h"
#include "rules/rule.h"

namespace e401::rules {
namespace {

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xc0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

std::string from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit = [&](std::size_t at) {
    const auto a = static_cast<unsigned char>(bytes[at]), b = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<std::uint32_t>(big_endian ? (a << 8) | b : (b << 8) | a);
  };
  std::string out;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t code = unit(at);
    if (at == 0 && code == 0xfeff) continue;  // the BOM
    if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.size()) {
      code = 0x10000 + ((code - 0xd800) << 10) + (unit(at + 2) - 0xdc00);
      at += 2;
    }
    append_utf8(out, code);
  }
  return out;
}

// A file of both: its UTF-16 lines are ASCII with a NUL beside each character.
std::string without_nuls(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\0') continue;
    if (bytes.substr(i, 2) == "\xff\xfe" || bytes.substr(i, 2) == "\xfe\xff")
      ++i;
    else
      out += bytes[i];
  }
  return out;
}

std::optional<std::string> as_utf8(const npm::RcDocument& document) {
  const std::string& bytes = document.source().text();
  if (document.encoding() != npm::RcEncoding::utf8)
    return from_utf16(bytes, document.encoding() == npm::RcEncoding::utf16_be);
  if (bytes.find('\0') == std::string::npos) return std::nullopt;
  return without_nuls(bytes);
}

// Nothing fails because of it now: said all the same, as npm says nothing. A file that is no text at all is not
// rewritten.
findings::Finding in_waiting(const Facts& facts, const npm::RcDocument& document, const findings::Fix& rewrite) {
  const bool is_text = document.encoding() != npm::RcEncoding::utf8;
  const std::string file = file_words(facts, document.path());
  findings::Finding f;
  f.code = "npmrc-encoding";
  f.severity = findings::Severity::warning;
  f.title = is_text ? file + " is UTF-16: npm does not recognize a key in it"
                    : file + " holds NUL bytes: it is no plain text";
  f.evidence = {at(base::Place{document.path(), is_text ? 1 : 0, 0},
                   is_text ? "a NUL byte beside every character" : "NUL bytes")};
  f.why = "npm reads its files as UTF-8 and says nothing of what it does not understand.";
  f.help = is_text ? "Rewrite the file as UTF-8." : "Look at what wrote the file; npm expects lines of key = value.";
  f.fixes = {is_text ? rewrite
                     : manual("look-at-file", "look at " + file + " and write it again as plain text",
                              {"od -c " + file + " | head"})};
  return f;
}

void check(const Facts& facts, findings::Findings& out) {
  for (const npm::RcDocument* document : facts.documents()) {
    const auto text = as_utf8(*document);
    if (!text) continue;
    bool explains = false;
    findings::Fix fix;
    fix.id = "rewrite-as-utf8";
    fix.safety = safety_of_mending(facts, *document);
    fix.description = "rewrite " + file_words(facts, document->path()) + " as UTF-8, every character as it is";
    fix.changes = {edit_of(*document)};
    replace_span(fix.changes.front(), {0, document->source().text().size()}, base::Secret(*text));
    for (const std::size_t i : mattered(facts, fix.changes)) {
      findings::Finding f = about(facts, i, "npmrc-encoding", true);
      const bool whole = document->encoding() != npm::RcEncoding::utf8;
      f.title = file_words(facts, document->path()) + (whole ? " is UTF-16" : " is UTF-16 in places") +
                ": npm does not recognize a key in it";
      f.evidence = {at(base::Place{document->path(), 1, 0}, "a NUL byte beside every character")};
      add_registry_line(facts.concerns[i], f.evidence, "the registry that is asked");
      f.why =
          "npm reads its files as UTF-8. In UTF-16, which Windows PowerShell's > and >> write, no key looks like one, "
          "and npm says nothing.";
      f.help = "Rewrite the file as UTF-8.";
      f.fixes = {fix, manual("write-utf8", "write npmrc files from Windows PowerShell with an encoding",
                             {"Set-Content -Encoding ascii -Path .npmrc -Value ..."})};
      out.add(std::move(f));
      explains = true;
    }
    if (!explains) out.add(in_waiting(facts, *document, fix));
  }
}

void lint(const LintFacts& facts, findings::Findings& out) {
  for (const LintedFile& file : facts.npmrcs) {
    if (!as_utf8(*file.document)) continue;
    findings::Finding f = seen_in_file(facts, "npmrc-encoding", file.path);
    f.title = file.path.substr(file.path.rfind('/') + 1) + " is UTF-16, so npm recognizes no key in it";
    f.evidence.push_back({.file = file.path, .line = 1, .column = 0, .length = 0, .text = {}, .note = "not UTF-8"});
    f.why = "npm reads the file as UTF-8. Windows PowerShell's > and >> write UTF-16.";
    f.help = "Save the file as UTF-8.";
    f.fixes.push_back(manual("rewrite-as-utf8", "save " + file.path + " as UTF-8"));
    out.add(std::move(f));
  }
}

}  // namespace

extern const Rule rule_npmrc_encoding;
const Rule rule_npmrc_encoding{"npmrc-encoding", check, lint};

}  // namespace e401::rules
