#include "git/config.h"

#include <cctype>

#include "base/text.h"

namespace e401::git {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  Settings read() {
    Settings out;
    std::string section;
    for (;;) {
      while (!done() && std::isspace(static_cast<unsigned char>(peek()))) ++at_;
      if (done()) return out;
      if (peek() == '#' || peek() == ';') {
        to_line_end();
      } else if (peek() == '[') {
        if (!heading(section)) return out;
      } else {
        std::string name, value;
        if (!setting(name, value)) return out;
        out.emplace_back(section + "." + name, std::move(value));
      }
    }
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  void to_line_end() {
    while (!done() && peek() != '\n') ++at_;
  }

  // [section], [section "Sub section"]
  bool heading(std::string& section) {
    ++at_;
    section.clear();
    while (!done() && (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '-' || peek() == '.'))
      section += text_[at_++];
    section = base::ascii_lower(section);
    while (!done() && is_blank(peek())) ++at_;
    if (!done() && peek() == '"') {
      section += '.';
      for (++at_; !done() && peek() != '"'; ++at_) {
        if (peek() == '\n') return false;
        if (peek() == '\\' && ++at_ >= text_.size()) return false;
        section += peek();
      }
      if (done()) return false;
      ++at_;
    }
    if (done() || peek() != ']') return false;
    ++at_;
    return true;
  }

  bool setting(std::string& name, std::string& value) {
    if (!std::isalpha(static_cast<unsigned char>(peek()))) return false;
    while (!done() && (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '-')) name += text_[at_++];
    name = base::ascii_lower(name);
    while (!done() && is_blank(peek())) ++at_;
    if (done() || peek() == '\n' || peek() == '\r' || peek() == '#' || peek() == ';') {
      to_line_end();
      value = "true";
      return true;
    }
    if (peek() != '=') return false;
    ++at_;
    return text(value);
  }

  // To the line end: blanks around it go, "..." keeps them, a backslash before the line end goes on in the next line.
  bool text(std::string& value) {
    bool quoted = false;
    std::size_t kept = 0;  // up to here blanks stay
    for (; !done(); ++at_) {
      const char c = peek();
      if (c == '\n') break;
      if (c == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') continue;
      if (!quoted && (c == '#' || c == ';')) {
        to_line_end();
        break;
      }
      if (!quoted && is_blank(c)) {
        if (!value.empty()) value += c;
        continue;
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\') {
        if (!escape(value)) return false;
      } else {
        value += c;
      }
      kept = value.size();
    }
    value.resize(kept);
    return !quoted;
  }

  bool escape(std::string& value) {
    if (++at_ >= text_.size()) return false;
    if (peek() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    switch (peek()) {
      case '\n':
        return true;
      case 't':
        value += '\t';
        return true;
      case 'b':
        value += '\b';
        return true;
      case 'n':
        value += '\n';
        return true;
      case '\\':
      case '"':
        value += peek();
        return true;
      default:
        return false;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Settings parse_config(std::string_view text) {
  return Reader(text).read();
}

std::string value_of(const Settings& settings, std::string_view name) {
  for (auto s = settings.rbegin(); s != settings.rend(); ++s)
    if (s->first == name) return s->second;
  return {};
}

bool is_true(std::string_view value) {
  const std::string word = base::ascii_lower(value);
  return word == "true" || word == "yes" || word == "on" ||
         (!word.empty() && word.find_first_not_of("0123456789") == std::string::npos &&
          word.find_first_not_of('0') != std::string::npos);
}

}  // namespace e401::git
