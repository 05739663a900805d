#!/usr/bin/env python3
"""Holds the rules of the house that no compiler holds.

    tidy.py --root FOLDER      checks the repository; exit 1 and one line per breach
    tidy.py --self-test        breaks each rule once in a repository of its own and sees that it is noticed

The table of who may include whom is read from docs/ARCHITECTURE.md, so that the page cannot say something else than what holds.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

FILE_LINES_MAX = 500
FUNCTION_LINES_MAX = 80
TEST_LINES_MAX = 140

# What the page calls an outside library, and how its headers begin.
LIBRARIES = {
    'fmt': ['fmt/'], 'RapidJSON': ['rapidjson/'], 'libcrypto': ['openssl/'], 'OpenSSL': ['openssl/'], 'zlib': ['zlib.h'],
    'libidn2': ['idn2.h'], 'libunistring': ['unicase.h', 'unictype.h', 'uninorm.h', 'unistr.h'], 'yaml-cpp': ['yaml-cpp/'], 'toml++': ['toml++/'], 'Boost.Asio/Beast': ['boost/'],
}
# The C++ library without what reaches the outside world.
STANDARD = set('''algorithm any array atomic bit bitset cassert cctype cerrno charconv chrono cinttypes climits cmath codecvt compare
complex concepts coroutine csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception
expected format forward_list functional initializer_list iomanip ios iosfwd iterator limits list locale map memory memory_resource
new numbers numeric optional ostream queue random ranges ratio regex set source_location span sstream stack stdexcept streambuf
string string_view system_error tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector
version'''.split())
OUTSIDE_WORLD = set('fstream iostream filesystem thread mutex condition_variable future shared_mutex semaphore barrier latch stop_token print'.split())
# Calls that reach the outside world, looked for where comments and strings have been taken out.
BANNED_CALLS = [
    (r'\b(getenv|secure_getenv|setenv|putenv|unsetenv)\s*\(', 'the environment'),
    (r'\b(system|popen|fork|execv\w*|execl\w*|posix_spawn\w*)\s*\(', 'other programs'),
    (r'(?<![\w.>:])(std::|::)?(fopen|freopen|tmpfile)\s*\(', 'files'),
    (r'\bstd::(cout|cerr|clog|cin|ifstream|ofstream|fstream|filesystem)\b', 'files and the terminal'),
    (r'(?<![\w.>])(std::)?(printf|puts|putchar|fputs|fprintf|scanf|fgets)\s*\(', 'the terminal'),
    (r'::now\s*\(', 'a clock'),
    (r'(?<![\w.>:])(std::|::)?(time|clock|gettimeofday|clock_gettime)\s*\(', 'a clock'),
    (r'\bstd::(thread|jthread|async|mutex|random_device)\b', 'threads and chance'),
    (r'(?<![\w.>:])(std::|::)?(rand|srand)\s*\(', 'chance'),
]
FREE_FOLDERS = {'sys', 'cli'}  # the platform and the wiring


class House:
    def __init__(self, root):
        self.root = root
        self.breaches = []
        self.files = self.tracked()

    def tracked(self):
        try:
            out = subprocess.run(['git', '-C', self.root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
                                 capture_output=True, check=True).stdout.decode()
            names = [n for n in out.split('\0') if n]
        except (OSError, subprocess.CalledProcessError):
            names = []
            for folder, folders, files in os.walk(self.root):
                folders[:] = [f for f in folders if f not in ('build', '.git', 'node_modules')]
                names += [os.path.relpath(os.path.join(folder, f), self.root) for f in files]
        return sorted(n for n in names if os.path.isfile(os.path.join(self.root, n)))

    def read(self, name):
        with open(os.path.join(self.root, name), 'rb') as f:
            data = f.read()
        return None if b'\0' in data else data.decode('utf-8', 'replace')

    def say(self, rule, name, line, text):
        self.breaches.append((rule, f'{name}:{line}: {text}' if line else f'{name}: {text}'))

    def sources(self):
        return [n for n in self.files if n.startswith('src/') and n.endswith(('.h', '.cpp'))]


def is_test(name):
    return name.endswith(('_test.cpp', '_for_test.h')) or '/testing/' in name


def without_comments_and_strings(text):
    """Keeps the line structure; every comment and literal becomes blanks."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)
    return pattern.sub(lambda m: re.sub(r'[^\n]', ' ', m.group(0)), text)


# ---- the drawn graph ------------------------------------------------------------------------------------------------------------

def read_table(house):
    """library -> (set of libraries it may include, set of header beginnings), from the page's table."""
    page = house.read('docs/ARCHITECTURE.md') or ''
    rows = re.findall(r'^\|([^|\n]+)\|([^|\n]+)\|([^|\n]*)\|\s*$', page, re.M)
    table = {}
    for libraries, may, outside in rows:
        if set(libraries.strip()) <= {'-', ' '} or libraries.strip() == 'library':
            continue
        headers = []
        for word in re.split(r',\s*', re.sub(r'\([^)]*\)', '', outside)):
            headers += LIBRARIES.get(word.strip(), [])
        for library in re.split(r',\s*', libraries.strip()):
            table[library] = (may.strip(), headers)
    resolved = {}

    def resolve(library, seen=()):
        if library in resolved or library in seen or library not in table:
            return resolved.get(library, set())
        may, _ = table[library]
        out = {library}
        for word in re.split(r',\s*', may):
            word = word.strip().replace('and below', 'below')
            if word == 'all':
                out |= set(table)
            elif word == 'below':
                for other in list(out):
                    out |= resolve(other, (*seen, library))
            elif word in table:
                out.add(word)
        resolved[library] = out
        return out
    return {library: (resolve(library), headers) for library, (_, headers) in table.items()}


def check_includes(house):
    table = read_table(house)
    if not table:
        house.say('graph', 'docs/ARCHITECTURE.md', 0, 'has no table of libraries')
        return
    for name in house.sources():
        library = name.split('/')[1]
        if library not in table:
            house.say('graph', name, 0, f'the folder {library} is not in the table of docs/ARCHITECTURE.md')
            continue
        may, headers = table[library]
        for number, line in enumerate((house.read(name) or '').split('\n'), 1):
            found = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
            if not found:
                continue
            bracket, header = found.groups()
            first = header.split('/')[0]
            if bracket == '"' and first in table and '/' in header:
                if first not in may:
                    house.say('graph', name, number, f'{library} may not include {header}')
                continue
            if is_test(name):
                continue
            if header in STANDARD or any(header.startswith(h) for h in headers):
                continue
            if header in OUTSIDE_WORLD:
                if library not in FREE_FOLDERS:
                    house.say('outside', name, number, f'<{header}> belongs to sys')
            elif bracket == '"' and os.path.exists(os.path.join(house.root, os.path.dirname(name), header)):
                house.say('graph', name, number, f'include {header} by its path from src/')
            elif library != 'sys' or '/' in header and any(header.startswith(h) for hs in LIBRARIES.values() for h in hs):
                house.say('outside', name, number, f'{library} may not include {header}')


def check_cmake(house):
    table = read_table(house)
    for name in house.files:
        found = re.match(r'src/(\w+)/CMakeLists\.txt$', name)
        if not found or found.group(1) not in table:
            continue
        library = found.group(1)
        for call in re.findall(r'e401_library\(\s*\w+([^)]*)\)', house.read(name) or ''):
            for dependency in re.findall(r'\be401_(\w+)', call):
                if dependency not in table[library][0]:
                    house.say('graph', name, 0, f'{library} is linked with {dependency}')


def check_calls(house):
    for name in house.sources():
        if name.split('/')[1] in FREE_FOLDERS or is_test(name):
            continue
        text = without_comments_and_strings(house.read(name) or '')
        for pattern, what in BANNED_CALLS:
            for found in re.finditer(pattern, text):
                house.say('outside', name, text.count('\n', 0, found.start()) + 1, f'{found.group(0).strip()}: {what} is the business of sys')


# ---- sizes and shapes ------------------------------------------------------------------------------------------------------------

NOT_A_FUNCTION = re.compile(r'\s*(?:\}?\s*(?:if|else|for|while|switch|do|try|catch|return|case|default)\b|namespace|class|struct|enum|union|extern|using|template\s*<[^>]*>\s*(?:class|struct)|//|\*)')


def functions(text):
    """(line, length) of every function of clang-formatted code: from a line that opens a body to the brace in the same column."""
    lines = text.split('\n')
    open_at = {}
    for number, line in enumerate(lines, 1):
        closing = re.match(r'( *)\}[;,)]*\s*(?://.*)?$', line)
        if closing and len(closing.group(1)) in open_at:
            start = open_at.pop(len(closing.group(1)))
            yield start, number - start + 1
        if line.rstrip().endswith('{') and '(' in line + lines[max(0, number - 2)] and not NOT_A_FUNCTION.match(line) and not re.search(r'[=,(]\s*\{$', line):
            indent = len(line) - len(line.lstrip(' '))
            if indent <= 4:
                open_at[indent] = number


def check_sizes(house):
    for name in house.files:
        if not name.startswith(('src/', 'tests/', 'tools/')) or not name.endswith(('.h', '.cpp', '.mjs', '.py')):
            continue
        text = house.read(name) or ''
        count = text.count('\n')
        if count > FILE_LINES_MAX:
            house.say('size', name, 0, f'{count} lines; {FILE_LINES_MAX} are the most')
        if name.endswith(('.h', '.cpp')):
            most = TEST_LINES_MAX if is_test(name) or name.startswith('tests/') else FUNCTION_LINES_MAX
            lines = text.split('\n')
            for line, length in functions(without_comments_and_strings(text)):
                excused = any(re.match(r'\s*// Long: \w', above) for above in lines[max(0, line - 3):line])
                if length > most and not excused:
                    house.say('size', name, line, f'a function of {length} lines; {most} are the most')


def check_shapes(house):
    for name in house.sources():
        text = house.read(name) or ''
        library = name.split('/')[1]
        if name.endswith('.h') and '#pragma once' not in text:
            house.say('shape', name, 0, 'has no #pragma once')
        if not name.endswith(('/main.cpp', '/limits.h')) and not re.search(r'^namespace e401::' + library + r'\b', text, re.M):
            house.say('shape', name, 0, f'declares nothing in namespace e401::{library}')


def check_rule_pages(house):
    stems = {}
    for name in house.files:
        found = re.match(r'(src/rules/\w+/[a-z0-9-]+)\.(cpp|md)$', name)  # a name with an underscore is a helper of several
        if found:
            stems.setdefault(found.group(1), set()).add(found.group(2))
    for stem, kinds in sorted(stems.items()):
        if kinds != {'cpp', 'md'}:
            house.say('pages', stem, 0, 'a rule is a .cpp and a .md of one name; there is only ' + ''.join(kinds))


# ---- words that must not be there ------------------------------------------------------------------------------------------------

PUBLIC_HOST = '.'.join(['registry', 'npmjs', 'org'])
MACHINE_PATH = re.compile(r'(?<![\w.}~])/(' + '|'.join(['work', 'root', 'farm']) + r')/')


def check_words(house):
    for name in house.files:
        if PUBLIC_HOST in name.lower() or (MACHINE_PATH.search('/' + name)):
            house.say('words', name, 0, 'the name of the file itself')
        text = house.read(name)
        if text is None:
            continue
        for number, line in enumerate(text.split('\n'), 1):
            if PUBLIC_HOST in line.lower():
                house.say('words', name, number, "the public registry's host, spelled out")
            if MACHINE_PATH.search(line):
                house.say('words', name, number, 'a path of the machine it was written on')


def check_lockfiles(house):
    for name in house.files:
        if os.path.basename(name) not in ('package-lock.json', 'npm-shrinkwrap.json'):
            continue
        for number, line in enumerate((house.read(name) or '').split('\n'), 1):
            found = re.search(r'"resolved"\s*:\s*"(?:\w+:)?//([^/":]+)', line)
            if found and not re.search(r'(\.example|^127\.0\.0\.1|^localhost)$', found.group(1)):
                house.say('lockfile', name, number, f'downloads from {found.group(1)}')


# ---- references that a reader can look up ------------------------------------------------------------------------------------

LISTS = {'docs/NPM.md': re.compile(r'\bR-(\d+)\b'), 'docs/TRUST.md': re.compile(r'\bTRUST (\d+)\b')}


def check_references(house):
    for page, reference in LISTS.items():
        listed = set(re.findall(r'^- \*\*R-(\d+)\*\*|^(\d+)\. ', house.read(page) or '', re.M))
        listed = {first or second for first, second in listed}
        for name in house.files:
            if name == page or not name.startswith(('src/', 'tests/', 'docs/')) or not name.endswith(('.h', '.cpp', '.md', '.mjs')):
                continue
            for number, line in enumerate((house.read(name) or '').split('\n'), 1):
                for found in reference.findall(line):
                    if found not in listed:
                        house.say('reference', name, number, f'{found}: no such number in {page}')


CHECKS = [check_includes, check_cmake, check_calls, check_sizes, check_shapes, check_rule_pages, check_words, check_lockfiles, check_references]


def check(root):
    house = House(root)
    for one in CHECKS:
        one(house)
    return house.breaches


# ---- the test of the test --------------------------------------------------------------------------------------------------------

PAGE = '''| library | may include | outside libraries |
| --- | --- | --- |
| base | std | fmt, RapidJSON, libcrypto (digests) |
| npm | base | fmt, libidn2 |
| rules | npm, base | |
| doctor | rules, and below | |
| sys | npm, base | OpenSSL, zlib |
| cli | all | |
'''
GOOD = {
    'docs/ARCHITECTURE.md': PAGE,
    'docs/NPM.md': '- **R-1** Seven layers\n',
    'docs/TRUST.md': '1. A project is a stranger.\n',
    'src/base/a.h': '#pragma once\n// R-1, TRUST 1\n#include <string>\nnamespace e401::base {}\n',
    'src/npm/a.cpp': '#include "base/a.h"\n#include <idn2.h>\n// time( and getenv( in a comment, <thread> too\nnamespace e401::npm {\nconst char* s = "printf(";\n}\n',
    'src/npm/CMakeLists.txt': 'e401_library(npm e401_base idn2)\n',
    'src/doctor/a.cpp': '#include "npm/a.h"\n#include "base/a.h"\nnamespace e401::doctor {}\n',
    'src/doctor/a_test.cpp': '#include <gtest/gtest.h>\n#include <fstream>\nnamespace e401::doctor {}\n',
    'src/rules/files/x.cpp': 'namespace e401::rules {}\n',
    'src/rules/files/x.md': '# x\n',
    'src/sys/a.cpp': '#include <unistd.h>\n#include <openssl/ssl.h>\n#include <thread>\nnamespace e401::sys {}\n',
    'src/cli/main.cpp': 'int main() {}\n',
    'README.md': 'a path like ~/work/x and /home/runner/work/x is fine\n',
    'tests/data/package-lock.json': '{"resolved": "https://npm.corp.example/a.tgz"}\n',
}


def long_function(lines):
    return 'namespace e401::npm {\nvoid f(int a) {\n' + '  g();\n' * lines + '}\n}\n'


BAD = [
    ('graph', 'src/base/b.cpp', '#include "npm/a.h"\nnamespace e401::base {}\n'),
    ('graph', 'src/npm/b.cpp', '#include "sys/a.h"\nnamespace e401::npm {}\n'),
    ('graph', 'src/doctor/b_test.cpp', '#include "sys/a.h"\nnamespace e401::doctor {}\n'),
    ('graph', 'src/new/b.cpp', 'namespace e401::news {}\n'),
    ('graph', 'src/npm/CMakeLists.txt', 'e401_library(npm e401_base e401_sys)\n'),
    ('graph', 'docs/ARCHITECTURE.md', 'no table\n'),
    ('outside', 'src/npm/b.cpp', '#include <fstream>\nnamespace e401::npm {}\n'),
    ('outside', 'src/npm/b.cpp', '#include <openssl/evp.h>\nnamespace e401::npm {}\n'),
    ('outside', 'src/npm/b.cpp', '#include <sys/socket.h>\nnamespace e401::npm {}\n'),
    ('outside', 'src/sys/b.cpp', '#include <rapidjson/reader.h>\nnamespace e401::sys {}\n'),
    ('outside', 'src/npm/b.cpp', 'namespace e401::npm { auto x = std::getenv("A"); }\n'),
    ('outside', 'src/npm/b.cpp', 'namespace e401::npm { auto x = ::time(nullptr); }\n'),
    ('outside', 'src/npm/b.cpp', 'namespace e401::npm { auto x = std::chrono::system_clock::now(); }\n'),
    ('outside', 'src/npm/b.cpp', 'namespace e401::npm { void f() { printf("x"); } }\n'),
    ('outside', 'src/npm/b.cpp', 'namespace e401::npm { void f() { system("x"); } }\n'),
    ('outside', 'src/npm/b.cpp', 'namespace e401::npm { void f() { std::fopen("x", "r"); } }\n'),
    ('size', 'src/npm/b.cpp', 'namespace e401::npm {}\n' + '//\n' * FILE_LINES_MAX),
    ('size', 'src/npm/b.cpp', long_function(FUNCTION_LINES_MAX)),
    ('shape', 'src/npm/b.h', 'namespace e401::npm {}\n'),
    ('shape', 'src/npm/b.cpp', 'namespace e401::base {}\n'),
    ('pages', 'src/rules/files/y.cpp', 'namespace e401::rules {}\n'),
    ('pages', 'src/rules/files/z.md', '# z\n'),
    ('words', 'README.md', 'see https://' + PUBLIC_HOST.upper() + '/x\n'),
    ('words', 'README.md', 'lies in /' + 'work/x\n'),
    ('reference', 'src/npm/b.cpp', '// R-99 says so\nnamespace e401::npm {}\n'),
    ('reference', 'docs/B.md', 'as TRUST 12 has it\n'),
    ('lockfile', 'tests/data/package-lock.json', '{"resolved": "https://npm.corp.com/a.tgz"}\n'),
]


def self_test():
    failed = 0

    def run(files):
        with tempfile.TemporaryDirectory(prefix='e401-tidy-') as root:
            for name, text in files.items():
                os.makedirs(os.path.dirname(os.path.join(root, name)) or root, exist_ok=True)
                with open(os.path.join(root, name), 'w', encoding='utf-8') as f:
                    f.write(text)
            return check(root)
    good = run(GOOD)
    if good:
        print('the good repository is found fault with:', *good, sep='\n  ')
        failed += 1
    excused = long_function(200).replace('void f', '// Long: one list.\nvoid f')
    if run({**GOOD, 'src/npm/b.cpp': excused}):
        print('a long function that says why is not excused')
        failed += 1
    if run({**GOOD, 'src/npm/b.cpp': long_function(FUNCTION_LINES_MAX - 2)}):
        print('a function of just the right length is found too long')
        failed += 1
    for rule, name, text in BAD:
        found = [b for b in run({**GOOD, name: text}) if b[0] == rule]
        if not found:
            print(f'not noticed ({rule}): {name}: {text[:60]!r}')
            failed += 1
    print(f'{len(BAD) + 3} cases, {failed} wrong')
    return 1 if failed else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default='.')
    parser.add_argument('--self-test', action='store_true')
    options = parser.parse_args()
    if options.self_test:
        return self_test()
    breaches = check(options.root)
    for rule, text in breaches:
        print(f'{rule}: {text}')
    print(f'{len(breaches)} breaches of the house rules' if breaches else 'the house rules hold')
    return 1 if breaches else 0


if __name__ == '__main__':
    sys.exit(main())
