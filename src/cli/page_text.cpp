// The pages use a small part of Markdown: titles, one quotation, lists, fences, paragraphs and a table. Each line is
// told by its beginning; what stands in a fence is shown as it is.
#include "cli/page_text.h"

#include <algorithm>

#include "base/text.h"

namespace e401::cli {
namespace {

constexpr int columns_least = 40;
constexpr std::string_view indent = "  ";

// "**so**" -> "so"; back quotes stay: they tell what is to be typed. Not within them: `***` is a masked value.
std::string without_emphasis(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') quoted = !quoted;
    if (!quoted && text.substr(i, 2) == "**")
      ++i;
    else
      out += text[i];
  }
  return out;
}

std::string wrapped(std::string_view text, std::string_view first, std::string_view rest, std::size_t width) {
  std::string out;
  std::string line(first);
  bool is_empty = true;
  const std::string plain = without_emphasis(text);
  for (const std::string_view word : base::split(plain, ' ')) {
    if (word.empty()) continue;
    if (!is_empty && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line = rest;
      is_empty = true;
    }
    if (!is_empty) line += ' ';
    line += word;
    is_empty = false;
  }
  return out + line + "\n";
}

bool opens_block(std::string_view line) {
  return line.empty() || line.starts_with("#") || line.starts_with("```") || line.starts_with("* ") ||
         line.starts_with("> ") || line.starts_with("|");
}

std::string table_row(std::string_view line) {
  const bool is_rule = line.find_first_not_of("|-: ") == std::string_view::npos;
  if (is_rule) return {};
  std::string out(indent);
  for (const std::string_view cell : base::split(line, '|'))
    if (!base::trim(cell).empty()) out += (out.size() > indent.size() ? "   " : "") + std::string(base::trim(cell));
  return out + "\n";
}

}  // namespace

std::string page_as_text(std::string_view page, int columns) {
  const auto width = static_cast<std::size_t>(std::max(columns, columns_least));
  page = page.substr(0, page.find("\n## Examples"));
  const std::vector<std::string_view> lines = base::split(page, '\n');
  std::string out;
  bool in_fence = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.starts_with("```")) {
      in_fence = !in_fence;
    } else if (in_fence) {
      out += line.empty() ? "\n" : "    " + std::string(line) + "\n";
    } else if (line.starts_with("#")) {
      out += std::string(base::trim(line.substr(line.find_first_not_of('#')))) + "\n";
    } else if (line.starts_with("|")) {
      out += table_row(line);
    } else if (line.empty()) {
      out += "\n";
    } else {
      const bool is_item = line.starts_with("* ");
      std::string text(is_item || line.starts_with("> ") ? line.substr(2) : line);
      while (i + 1 < lines.size() && !opens_block(lines[i + 1])) text += " " + std::string(base::trim(lines[++i]));
      out += wrapped(text, is_item ? "  * " : indent, is_item ? "    " : indent, width);
    }
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return base::printable(out, true);
}

std::string_view page_definition(std::string_view page) {
  const std::size_t quote = page.find("\n> ");
  return quote == std::string_view::npos ? std::string_view()
                                         : page.substr(quote + 3, page.find('\n', quote + 1) - quote - 3);
}

}  // namespace e401::cli
