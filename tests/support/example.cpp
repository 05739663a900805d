#include "support/example.h"

#include <algorithm>
#include <cctype>

#include "base/digest.h"
#include "base/text.h"
#include "npm/url.h"

namespace e401::support {
namespace {

// One directive of a block: "name: rest" and the indented lines below it, their two blanks taken off.
struct Directive {
  std::string name, rest;
  std::vector<std::string> body;
  int line = 0;
};

std::string absolute(std::string_view path, const std::string& cwd) {
  if (path == "~") return std::string(example_home);
  if (path.starts_with("~/")) return std::string(example_home) + std::string(path.substr(1));
  if (path.starts_with('/')) return std::string(path);
  return cwd + "/" + std::string(path);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view word : base::split(text, ' '))
    if (!word.empty()) out.emplace_back(word);
  return out;
}

std::string base64url(std::string_view text) {
  std::string out = base::base64_encode(text);
  while (out.ends_with('=')) out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::string made_jwt(std::string_view name, bool expired) {
  const std::int64_t now = FixedClock().seconds;
  const std::int64_t ends = expired ? now - 86'400 : now + 86'400;
  return base64url(R"({"alg":"HS256","typ":"JWT"})") + "." +
         base64url("{\"sub\":\"" + std::string(name) + "\",\"exp\":" + std::to_string(ends) + "}") + "." +
         base64url(base::sha256_hex(name));
}

// {{npmjs}}, {{b64:TEXT}}, {{jwt:NAME:expired|valid}}, {{integrity:NAME@VERSION}}; anything else stays ("${{ secrets.X
// }}").
std::string placeholder(std::string_view name, std::vector<std::string>& secrets) {
  if (name == "npmjs") return npm::public_registry_host();
  if (name.starts_with("b64:")) return secrets.emplace_back(base::base64_encode(name.substr(4)));
  if (name.starts_with("jwt:") && (name.ends_with(":expired") || name.ends_with(":valid")))
    return secrets.emplace_back(made_jwt(name.substr(4, name.rfind(':') - 4), name.ends_with(":expired")));
  if (const std::size_t at = name.rfind('@'); name.starts_with("integrity:") && at != std::string_view::npos)
    return integrity_of(std::string(name.substr(10, at - 10)), std::string(name.substr(at + 1)));
  return "{{" + std::string(name) + "}}";
}

std::string filled_in(std::string_view text, std::vector<std::string>& secrets) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find("{{", at);
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) return out.append(text.substr(at));
    out.append(text.substr(at, open - at)).append(placeholder(text.substr(open + 2, close - open - 2), secrets));
    at = close + 2;
  }
  return out;
}

base::Result<std::vector<Directive>> directives_of(const std::vector<std::string>& lines, const std::string& page,
                                                   int first) {
  std::vector<Directive> out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const int number = first + static_cast<int>(i);
    if (line.starts_with("  ") || line.empty()) {
      if (out.empty() && !line.empty()) return base::fail("an indented line before any directive", page, number);
      if (!out.empty()) out.back().body.push_back(line.empty() ? "" : line.substr(2));
      continue;
    }
    if (line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return base::fail("want NAME: VALUE", page, number);
    out.push_back(
        {line.substr(0, colon), std::string(base::trim(std::string_view(line).substr(colon + 1))), {}, number});
  }
  for (Directive& d : out)
    while (!d.body.empty() && d.body.back().empty()) d.body.pop_back();
  return out;
}

std::string text_of(const Directive& d, std::string_view line_end = "\n") {
  std::string out;
  for (const std::string& line : d.body) out.append(line).append(line_end);
  return out;
}

// "PATH [utf16] [crlf] [bom] [no-eol] [unreadable] [mode=0600] [link=TARGET] [directory]"
base::Result<ExampleFile> file_of(const Directive& d, const Example& e) {
  const auto words = words_of(d.rest);
  if (words.empty()) return base::fail("file: wants a path", e.page, d.line);
  ExampleFile file;
  file.path = absolute(words[0], e.cwd);
  file.mode = file.path.ends_with("/.npmrc") && !file.path.starts_with(e.cwd) ? 0600 : 0644;
  const auto has = [&](std::string_view word) {
    return std::find(words.begin() + 1, words.end(), word) != words.end();
  };
  file.bytes = text_of(d, has("crlf") ? "\r\n" : "\n");
  if (has("no-eol")) file.bytes.erase(file.bytes.find_last_not_of("\r\n") + 1);
  if (has("bom")) file.bytes.insert(0, "\xEF\xBB\xBF");
  if (has("utf16")) file.bytes = utf16le_with_bom(file.bytes);
  file.unreadable = has("unreadable");
  file.directory = has("directory");
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i].starts_with("mode="))
      file.mode = static_cast<std::uint32_t>(std::stoul(words[i].substr(5), nullptr, 8));
    else if (words[i].starts_with("link="))
      file.link = absolute(words[i].substr(5), e.cwd);
    else if (words[i] != "utf16" && words[i] != "crlf" && words[i] != "bom" && words[i] != "no-eol" &&
             words[i] != "unreadable" && words[i] != "directory")
      return base::fail("file: does not know the word " + words[i], e.page, d.line);
  }
  return file;
}

// "SEVERITY CODE [at PLACE[, PLACE...]] [host HOST] [fix safe|ask|manual]"
base::Result<ExpectedFinding> expected_of(const Directive& d, const Example& e) {
  auto words = words_of(d.rest);
  if (words.size() < 2 || (words[0] != "error" && words[0] != "warning" && words[0] != "info"))
    return base::fail("finds: wants SEVERITY CODE ... or healthy", e.page, d.line);
  ExpectedFinding f{.severity = words[0], .code = words[1], .places = {}, .host = {}, .fix = {}};
  std::string part;
  for (std::size_t i = 2; i < words.size(); ++i) {
    std::string& word = words[i];
    if (word == "at" || word == "host" || word == "fix") {
      part = word;
    } else if (part == "at") {
      if (word.ends_with(',')) word.pop_back();
      f.places.push_back(word);
    } else if (part == "host") {
      f.host = word;
    } else if (part == "fix") {
      f.fix = word;
    } else {
      return base::fail("finds: does not know the word " + word, e.page, d.line);
    }
  }
  return f;
}

base::Result<void> take(const Directive& d, Example& e, std::vector<std::string>& not_secret) {
  const std::string& name = d.name;
  if (name == "title")
    e.title = d.rest;
  else if (name == "npm")
    e.npm = d.rest;
  else if (name == "cwd")
    e.cwd = absolute(d.rest, e.cwd);
  else if (name == "trust")
    e.trust = d.rest == "yes";
  else if (name == "offline")
    e.offline = d.rest == "yes";
  else if (name == "secret")
    e.secrets.push_back(d.rest);
  else if (name == "not-secret")
    not_secret.push_back(d.rest);
  else if (name == "not")
    e.not_codes.push_back(d.rest);
  else if (name == "then")
    e.then_healthy = d.rest == "healthy";
  else if (name == "after")
    e.after[absolute(words_of(d.rest).at(0), e.cwd)] = text_of(d);
  else if (name == "run") {
    e.run = words_of(d.rest);
    if (e.run == std::vector<std::string>{"lint"}) {
      e.lint = true;
      e.run.clear();
      return {};
    }
    if (e.run.empty() || e.run.front() != "npm") return base::fail("run: wants npm ...", e.page, d.line);
    e.run.erase(e.run.begin());
  } else if (name == "env") {
    const std::size_t sign = d.rest.find('=');
    if (sign == std::string::npos) return base::fail("env: wants NAME=VALUE", e.page, d.line);
    std::string value = d.rest.substr(sign + 1);
    for (const std::string& more : d.body) value += "\n" + more;  // a value of several lines
    e.env.emplace_back(d.rest.substr(0, sign), std::move(value));
  } else if (name == "file") {
    TRY_AS(ExampleFile file, file_of(d, e));
    e.files.push_back(std::move(file));
  } else if (name == "git") {
    e.tracked = words_of(d.rest);
  } else if (name == "answer") {
    auto answer = parse_answer(d.rest);
    if (!answer) return base::fail(answer.error().what, e.page, d.line);
    e.answers.push_back(std::move(*answer));
  } else if (name == "log") {
    const auto words = words_of(d.rest);
    if (words.empty() || (words[0] != "npm-debug" && words[0] != "terminal"))
      return base::fail("log: wants npm-debug or terminal", e.page, d.line);
    e.log = ExampleLog{.kind = words[0], .text = text_of(d)};
    if (words.size() > 1 && words[1].starts_with("age=")) e.log->age_s = std::stoll(words[1].substr(4));
  } else if (name == "finds") {
    if (d.rest == "healthy") {
      e.expects_healthy = true;
      return {};
    }
    TRY_AS(ExpectedFinding finding, expected_of(d, e));
    e.finds.push_back(std::move(finding));
  } else {
    return base::fail("does not know the directive " + name, e.page, d.line);
  }
  return {};
}

bool looks_secret_name(std::string_view name) {
  const std::string low = base::ascii_lower(name);
  return low.find("token") != std::string::npos || low.find("auth") != std::string::npos ||
         low.find("password") != std::string::npos || low.find("secret") != std::string::npos ||
         low.find("_pat") != std::string::npos;
}

// Words that stand where a secret should, and are none.
bool is_reference(std::string_view value) {
  return value.find("${") != std::string_view::npos || value.starts_with('$') || value.starts_with('%') ||
         value == "true" || value == "false" || value.starts_with("http") || value.starts_with('/');
}

constexpr std::size_t example_secret_min_chars = 8;

// What the example holds of secrets: the credentials of its answers, the values of settings and variables that are
// named so.
void collect_secrets(Example& e, const std::vector<std::string>& not_secret) {
  std::vector<std::string> found = std::move(e.secrets);
  e.secrets.clear();
  for (const ScriptedAnswer& a : e.answers)
    if (a.credential != "none" && a.credential != "any" && a.credential != "bad" && a.credential != "mtls") {
      found.push_back(a.credential);
      if (const std::size_t colon = a.credential.find(':'); colon != std::string::npos)
        found.push_back(a.credential.substr(colon + 1));
    }
  for (const auto& [name, value] : e.env)
    if (looks_secret_name(name)) found.push_back(value);
  for (const ExampleFile& f : e.files)
    for (std::string_view line : base::split(f.bytes, '\n')) {
      const std::size_t sign = line.find('=');
      if (sign == std::string_view::npos || line.starts_with(';') || line.starts_with('#') || line.starts_with('{') ||
          line.starts_with(' '))
        continue;
      const std::string_view key = line.substr(0, sign);
      std::string_view value = base::trim(line.substr(sign + 1));
      while (value.size() > 1 && (value.front() == '"' || value.front() == '\''))
        value = value.substr(1, value.size() - 2);
      if (looks_secret_name(key.substr(key.rfind(':') == std::string_view::npos ? 0 : key.rfind(':'))))
        found.emplace_back(value);
    }
  for (std::string& value : found) {
    const bool exempt = std::any_of(not_secret.begin(), not_secret.end(),
                                    [&](const std::string& n) { return value.find(n) != std::string::npos; });
    if (value.size() < example_secret_min_chars || is_reference(value) || exempt) continue;
    if (std::find(e.secrets.begin(), e.secrets.end(), value) == e.secrets.end()) e.secrets.push_back(std::move(value));
  }
}

base::Result<Example> parse_block(const std::string& page, int fence, const std::vector<std::string>& raw) {
  Example e;
  e.page = page;
  e.line = fence;
  const std::size_t slash = page.rfind('/');
  e.code = page.substr(slash == std::string::npos ? 0 : slash + 1);
  if (e.code.ends_with(".md")) e.code.resize(e.code.size() - 3);
  std::vector<std::string> lines;
  for (const std::string& line : raw) lines.push_back(filled_in(line, e.secrets));
  TRY_AS(const std::vector<Directive> directives, directives_of(lines, page, fence + 1));
  std::vector<std::string> not_secret;
  for (const Directive& d : directives)
    if (d.name == "cwd") TRY(take(d, e, not_secret));  // relative paths stand on it
  for (const Directive& d : directives)
    if (d.name != "cwd") TRY(take(d, e, not_secret));
  if (e.title.empty()) return base::fail("an example wants a title", page, fence);
  if (!e.expects_healthy && e.finds.empty() && e.not_codes.empty())
    return base::fail("an example wants finds: or not:", page, fence);
  if (e.run.empty()) e.run = {"install"};
  collect_secrets(e, not_secret);
  return e;
}

}  // namespace

bool Example::fires() const {
  return std::any_of(finds.begin(), finds.end(), [&](const ExpectedFinding& f) { return f.code == code; });
}

base::Result<std::vector<Example>> parse_examples(const std::string& page_path, std::string_view text) {
  std::vector<Example> out;
  std::vector<std::string> block;
  int fence = 0, number = 0;
  for (std::string_view line : base::split(text, '\n')) {
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!fence) {
      if (line == "```example") fence = number;
      continue;
    }
    if (line != "```") {
      block.emplace_back(line);
      continue;
    }
    TRY_AS(Example example, parse_block(page_path, fence, block));
    out.push_back(std::move(example));
    block.clear();
    fence = 0;
  }
  if (fence) return base::fail("the example has no end", page_path, fence);
  return out;
}

std::string utf16le_with_bom(std::string_view utf8) {
  std::string out = "\xFF\xFE";
  const auto unit = [&](std::uint32_t u) {
    out += static_cast<char>(u & 0xFF);
    out += static_cast<char>(u >> 8);
  };
  for (std::size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
      point = point << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
    i += length;
    if (point < 0x10000) {
      unit(point);
    } else {
      unit(0xD800 + ((point - 0x10000) >> 10));
      unit(0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  }
  return out;
}

std::string git_index_of(std::vector<std::string> paths) {
  std::sort(paths.begin(), paths.end());
  const auto number = [](std::size_t n) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((n >> shift) & 0xFF);
    return out;
  };
  std::string out = "DIRC" + number(2) + number(paths.size());
  for (const std::string& path : paths) {
    const std::size_t begin = out.size();
    out += std::string(24, '\0') + number(0100644) + std::string(12 + 20, '\0');
    out += number(path.size()).substr(2) + path;
    do out += '\0';
    while ((out.size() - begin) % 8);
  }
  return out + std::string(20, '\0');  // no checksum, as with index.skipHash
}

void lay_out(const Example& example, Machine& machine) {
  MemoryFiles& files = machine.files;
  files.now_s = machine.clock.seconds - 3600;
  files.directory(std::string(example_home), 0755).directory(example.cwd);
  files.directory("/usr/bin").directory("/etc").directory("/tmp");
  files.file("/usr/bin/node",
             "\x7f"
             "ELF",
             0755);
  if (example.npm != "none") {
    files.file("/usr/lib/node_modules/npm/package.json", "{\"name\":\"npm\",\"version\":\"" + example.npm + "\"}\n");
    files.file("/usr/lib/node_modules/npm/bin/npm-cli.js", "#!/usr/bin/env node\n", 0755);
    files.link("/usr/bin/npm", "../lib/node_modules/npm/bin/npm-cli.js");
  }
  for (const ExampleFile& f : example.files) {
    if (f.directory)
      files.directory(f.path, f.mode == 0644 ? 0755 : f.mode);
    else if (f.link)
      files.link(f.path, *f.link);
    else
      files.file(f.path, f.bytes, f.mode);
    if (f.unreadable) {
      files.node(f.path).owner = 0;
      files.node(f.path).mode = 0600;
    }
  }
  if (example.tracked) {
    files.file(example.cwd + "/.git/HEAD", "ref: refs/heads/main\n");
    files.file(example.cwd + "/.git/index", git_index_of(*example.tracked));
  }
  world::Environment& env = machine.environment;
  env.variables = {{"HOME", std::string(example_home)}, {"PATH", "/usr/bin:/bin"}, {"PWD", example.cwd}};
  std::string cache = std::string(example_home) + "/.npm";
  for (const auto& [name, value] : example.env) {
    if (base::ascii_lower(name) == "npm_config_cache") cache = value;
    std::erase_if(env.variables, [&](const auto& v) { return v.first == name; });
    env.variables.emplace_back(name, value);
  }
  env.cwd = example.cwd;
  env.passwd_home = std::string(example_home);
  env.user_id = files.user_id;
  if (example.log && example.log->kind == "npm-debug") {
    const std::string path = cache + "/_logs/2026-09-21T10_00_00_000Z-debug-0.log";
    files.file(path, example.log->text);
    files.node(path).modified_s = machine.clock.seconds - example.log->age_s;
  }
  for (const ScriptedAnswer& a : example.answers) machine.http.add(a);
}

}  // namespace e401::support
