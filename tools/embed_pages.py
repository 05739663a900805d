#!/usr/bin/env python3
"""Writes a C++ source with every rule page (FOLDER/**/*.md) as text: embed_pages.py OUT.cpp FOLDER"""
import pathlib
import sys

out, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
CHUNK = 8000  # compilers bound the length of one literal


def literal(text: str) -> str:
    parts = [text[i:i + CHUNK] for i in range(0, len(text), CHUNK)] or ['']
    return '\n    '.join(f'R"e401page({p})e401page"' for p in parts)


pages = sorted((p.stem, p.read_text()) for p in folder.rglob('*.md'))
body = '\n'.join(f'    {{"{code}",\n    {literal(text)}}},' for code, text in pages)
out.write_text(f'''#include "rules/rule.h"

#include <array>

namespace e401::rules {{
namespace {{

struct Page {{
  std::string_view code;
  std::string_view text;
}};
constexpr std::array<Page, {max(1, len(pages))}> pages{{{{
{body}
}}}};

}}  // namespace

std::string_view page_of(std::string_view code) {{
  for (const Page& page : pages)
    if (page.code == code) return page.text;
  return {{}};
}}

}}  // namespace e401::rules
''')
