#!/usr/bin/env python3
"""Writes a C++ source with every rule page (FOLDER/**/*.md) as text: embed_pages.py OUT.cpp FOLDER"""
import pathlib
import sys

out, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
CHUNK = 8000  # compilers bound the length of one literal


def literal(text: str) -> str:
    parts = [text[i:i + CHUNK] for i in range(0, len(text), CHUNK)] or ['']
    return '\n    '.join(f'R"e401page({p})e401page"' for p in parts)


pages = sorted((p.stem, p.read_text(encoding="utf-8")) for p in folder.rglob('*.md'))
body = '\n'.join(f'    {{"{code}",\n    {literal(text)}}},' for code, text in pages)
out.write_text(f'''#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "npm/url.h"

namespace e401::rules {{
namespace {{

struct Page {{
  std::string_view code;
  std::string_view text;
}};
constexpr std::array<Page, {max(1, len(pages))}> pages{{{{
{body}
}}}};

// The public registry's host is written out in no page: npm/url.h composes it.
std::string expanded(std::string_view text) {{
  return base::replace_all(std::string(text), "{{{{npmjs}}}}", npm::public_registry_host());
}}

}}  // namespace

std::string_view page_of(std::string_view code) {{
  static const std::array<std::string, pages.size()> texts = [] {{
    std::array<std::string, pages.size()> out;
    std::transform(pages.begin(), pages.end(), out.begin(), [](const Page& page) {{ return expanded(page.text); }});
    return out;
  }}();
  for (std::size_t i = 0; i < pages.size(); ++i)
    if (pages[i].code == code) return texts[i];
  return {{}};
}}

}}  // namespace e401::rules
''', encoding='utf-8')
