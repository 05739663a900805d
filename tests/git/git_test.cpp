// The readers of git's files against git itself: generated repositories, whose index and rules e401 and the installed
// git must see alike. Only this test starts git. E401_FULL=1: ten times as many.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "base/text.h"
#include "git/checkout.h"
#include "git/ignore.h"
#include "git/index.h"
#include "support/example.h"
#include "sys/disk.h"

namespace e401::git {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

int rounds(int n) {
  const char* full = std::getenv("E401_FULL");
  return full && std::string(full) == "1" ? 10 * n : n;
}

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

Names names_in(const std::string& text) {
  Names out;
  for (std::string_view name : base::split(text, '\0'))
    if (!name.empty()) out.emplace(name.ends_with('/') ? name.substr(0, name.size() - 1) : name);
  return out;
}

// A folder with a home of its own, so that the machine's settings of git do not count.
class Repository {
 public:
  Repository() {
    std::string name = (fs::temp_directory_path() / "e401-git-XXXXXX").string();
    top_ = ::mkdtemp(name.data());
    fs::create_directories(work());
    git("init -q");
  }
  Repository(const Repository&) = delete;
  Repository& operator=(const Repository&) = delete;
  ~Repository() { fs::remove_all(top_); }

  fs::path work() const { return top_ / "work"; }
  fs::path home() const { return top_ / "home"; }

  // git ARGUMENTS, in the work tree; what it writes, with `input` on its standard input.
  std::string git(const std::string& arguments, std::string_view input = {}, const fs::path& folder = {}) const {
    write(top_ / "in", input);
    const std::string command = "cd '" + (folder.empty() ? work() : folder).string() +
                                "' && env -i PATH=/usr/bin:/bin GIT_CONFIG_NOSYSTEM=1 HOME='" + home().string() +
                                "' git -c safe.directory='*' " + arguments + " < '" + (top_ / "in").string() + "' > '" +
                                (top_ / "out").string() + "' 2> '" + (top_ / "err").string() + "'";
    const int status = std::system(command.c_str());
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) ADD_FAILURE() << command << "\n" << read(top_ / "err");
    return read(top_ / "out");
  }

  Checkout checkout(const fs::path& folder = {}) const {
    auto found =
        Checkout::find(disk_,
                       {home().string(),
                        [](std::string_view name) -> std::optional<std::string> {
                          return name == "GIT_CONFIG_NOSYSTEM" ? std::optional<std::string>("1") : std::nullopt;
                        }},
                       (folder.empty() ? work() : folder).string());
    if (!found) throw std::runtime_error(found.error().text());
    if (!*found) throw std::runtime_error("no work tree was found");
    return std::move(**found);
  }

 private:
  fs::path top_;
  sys::Disk disk_;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> names{"a",   "b",   "foo", "bar", "Foo",   "a.log", "b.log", "x y",
                                     "[a]", "a-b", "#c",  "!d",  "build", "node",  ".env",  "e\\f"};

std::string random_path(Random& random) {
  std::string path = random.of(names);
  for (int depth = random.below(4); depth > 0; --depth) path += "/" + random.of(names);
  return path;
}

std::string random_pattern(Random& random) {
  static const std::vector<std::string> pieces{
      "a",        "b",       "foo",        "bar",          "*",      "?",   "**",    "*.log",
      "[ab]",     "[!a]",    "[^b-f]",     "[[:alpha:]]*", "[]a]",   "[a-", "f*",    "*o",
      "\\#c",     "\\!d",    "#c",         "!d",           "x\\ y",  "x y", "build", "node",
      ".env",     "a-b",     "\\[a\\]",    "[[]a]",        "e\\\\f", "***", "a**",   "**b",
      "[a-c-e]*", "*[[:x]*", "[[:nope:]]", "\\",           "Foo"};
  std::string out = random.below(4) == 0 ? "!" : "";
  if (random.below(4) == 0) out += "/";
  out += random.of(pieces);
  for (int more = random.below(3); more > 0; --more) out += (random.below(4) ? "/" : "") + random.of(pieces);
  if (random.below(3) == 0) out += "/";
  if (random.below(12) == 0) out += "  ";
  if (random.below(12) == 0) out += "\\ ";
  if (random.below(12) == 0) out += "\r";
  return out;
}

// "foo**/bar", "/foo**": gits differ. Older ones compare the plain beginning "foo" first and hand "**/bar" to the
// matcher, which then crosses folders; later ones (and e401) see that the two stars do not stand alone and take them
// for one.
bool is_seen_differently_by_gits(const std::string& pattern) {
  const std::size_t special = pattern.find_first_of("*?[\\");
  return special != std::string::npos && special > 0 && pattern[special - 1] != '/' && pattern[special - 1] != '!' &&
         pattern.compare(special, 2, "**") == 0 && pattern.find('/') != std::string::npos;
}

std::string random_rules(Random& random) {
  std::string out = random.below(8) == 0 ? "\xEF\xBB\xBF" : "";
  for (int n = random.below(6); n >= 0; --n) {
    const std::string pattern = random_pattern(random);
    if (is_seen_differently_by_gits(pattern)) continue;
    out += pattern + (random.below(9) ? "\n" : "\n\n# comment\n");
  }
  return out;
}

TEST(ignore_rules, generated_trees_are_seen_as_git_check_ignore_sees_them) {
  std::size_t asked = 0, ignored = 0;
  for (int round = 0; round < rounds(60); ++round) {
    Random random(static_cast<unsigned>(round) + 1);
    Repository repository;
    for (int n = 0; n < 40; ++n) {
      const fs::path path = repository.work() / random_path(random);
      std::error_code no_folder;
      fs::create_directories(path.parent_path(), no_folder);
      if (!no_folder && !fs::exists(path)) write(path, "x");
    }
    std::vector<fs::path> folders{repository.work()};
    for (const auto& entry : fs::recursive_directory_iterator(repository.work()))
      if (entry.is_directory() && entry.path().string().find("/.git") == std::string::npos)
        folders.push_back(entry.path());
    for (const fs::path& folder : folders)
      if (folder == repository.work() || random.below(3) == 0) write(folder / ".gitignore", random_rules(random));
    if (random.below(2)) write(repository.work() / ".git/info/exclude", random_rules(random));
    if (random.below(2)) write(repository.home() / ".config/git/ignore", random_rules(random));
    if (random.below(3) == 0) {
      write(repository.home() / "mine", random_rules(random));
      write(repository.home() / ".gitconfig", "[core] ; comment\n\texcludesFile = \"~/mi\"ne\n");
    }
    if (random.below(4) == 0) repository.git("config core.ignoreCase true");

    std::string input;
    std::vector<std::pair<std::string, bool>> paths;
    for (const auto& entry : fs::recursive_directory_iterator(repository.work())) {
      const std::string path = fs::relative(entry.path(), repository.work()).string();
      if (path == ".git" || path.starts_with(".git/")) continue;
      paths.emplace_back(path, entry.is_directory());
      input += path + '\0';
    }
    const Names theirs = names_in(repository.git("check-ignore --no-index -z --stdin", input));
    const Checkout checkout = repository.checkout();
    for (const auto& [path, is_folder] : paths) {
      ++asked;
      ignored += theirs.contains(path);
      EXPECT_EQ(checkout.is_ignored(path, is_folder), theirs.contains(path))
          << "round " << round << ": " << path << "\n"
          << repository.git("check-ignore --no-index -v -n -z --stdin", path);
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(ignored, asked / 10);
  EXPECT_LT(ignored, asked - asked / 10);
  std::printf("%zu paths, %zu of them ignored\n", asked, ignored);
}

TEST(index_reader, every_version_lists_what_git_ls_files_lists) {
  for (int round = 0; round < rounds(12); ++round) {
    Random random(static_cast<unsigned>(round) + 1000);
    Repository repository;
    const int version = 2 + round % 3;
    for (int n = random.below(60); n >= 0; --n) {
      const fs::path path =
          repository.work() / (random_path(random) + std::string(static_cast<std::size_t>(random.below(9)), 'z'));
      std::error_code no_folder;
      fs::create_directories(path.parent_path(), no_folder);
      if (!no_folder && !fs::exists(path)) write(path, "x");
    }
    write(repository.work() / "later", "x");
    repository.git("config index.version " + std::to_string(version));
    repository.git("add -A -- . ':!later'");
    if (version > 2) repository.git("add --intent-to-add later");
    if (round % 2) repository.git("update-index --untracked-cache");
    const Checkout checkout = repository.checkout();
    Names ours;
    for (const IndexEntry& entry : checkout.index().entries) ours.insert(entry.path);
    EXPECT_EQ(checkout.index().version, version);
    EXPECT_EQ(ours, names_in(repository.git("ls-files -z")));
    for (const IndexEntry& entry : checkout.index().entries) EXPECT_EQ(entry.intent_to_add, entry.path == "later");
    for (const std::string& name : ours) EXPECT_TRUE(checkout.is_tracked(name));
    EXPECT_FALSE(checkout.is_tracked("not there"));
  }
}

TEST(index_reader, a_linked_worktree_has_its_own_index_and_the_rules_of_its_repository) {
  Repository repository;
  write(repository.work() / "one", "x");
  write(repository.work() / ".git/info/exclude", "*.secret\n");
  repository.git("add one");
  repository.git("-c user.name=x -c user.email=x@y.example commit -q -m x");
  const fs::path linked = repository.work().parent_path() / "linked";
  repository.git("worktree add -q '" + linked.string() + "'");
  write(linked / "two", "x");
  repository.git("add two", {}, linked);
  const Checkout checkout = repository.checkout(linked);
  EXPECT_EQ(checkout.root(), linked.string());
  EXPECT_TRUE(checkout.is_tracked("two"));
  EXPECT_FALSE(repository.checkout().is_tracked("two"));
  EXPECT_TRUE(checkout.is_ignored("a.secret", false));
}

TEST(index_reader, a_repository_with_sha256_and_one_with_a_split_index) {
  Repository repository;
  write(repository.work() / "one", "x");
  fs::remove_all(repository.work() / ".git");
  repository.git("init -q --object-format=sha256");
  repository.git("add one");
  EXPECT_TRUE(repository.checkout().is_tracked("one"));
  repository.git("update-index --split-index");
  EXPECT_THROW(repository.checkout(), std::runtime_error);  // said, not guessed
}

TEST(staged, what_git_add_took_is_seen_where_the_file_is_another_by_now) {
  for (const std::string format : {"sha1", "sha256"}) {
    Repository repository;
    fs::remove_all(repository.work() / ".git");
    repository.git("init -q --object-format=" + format);
    const std::string old(100'000, 'x');
    const fs::path file = repository.work() / "a/b";
    write(file, old);
    repository.git("add a/b");
    const sys::Disk disk;
    const auto staged = [&] {
      return repository.checkout().staged("a/b", read(file), disk.info(file.string()), 1u << 20);
    };
    EXPECT_EQ(staged(), std::nullopt) << "the same bytes";
    write(file, old);  // another time, the same bytes
    EXPECT_EQ(staged(), std::nullopt);
    write(file, "new");
    EXPECT_EQ(staged(), old);
    EXPECT_EQ(repository.checkout().staged("a/b", "new", disk.info(file.string()), 1000), std::nullopt) << "too large";
    EXPECT_EQ(repository.checkout().staged("a/c", "new", {}, 1u << 20), std::nullopt) << "not tracked";
    repository.git("-c user.name=u -c user.email=u@x.example commit -q -m one");
    repository.git("gc -q");
    EXPECT_EQ(staged(), std::nullopt) << "packed: committed before";
    write(file, "newer");
    repository.git("add a/b");
    write(file, "newest");
    EXPECT_EQ(staged(), "newer");
    for (const auto& object : fs::recursive_directory_iterator(repository.work() / ".git/objects"))
      if (object.is_regular_file() && object.path().parent_path().filename().string().size() == 2) {
        fs::permissions(object.path(), fs::perms(0600));
        write(object.path(), "no object");
      }
    EXPECT_EQ(staged(), std::nullopt) << "damaged";
  }
}

TEST(index_reader, no_damage_is_taken_for_a_shorter_list) {
  const std::string whole = support::git_index_of({"a", "b/c", "d"});
  ASSERT_EQ(parse_index(whole, HashKind::sha1)->entries.size(), 3u);
  for (std::size_t n = 0; n < whole.size(); ++n) {
    const auto index = parse_index(whole.substr(0, n), HashKind::sha1);
    EXPECT_TRUE(!index || index->entries.size() == 3u) << n;
  }
  std::string more = whole;
  more[11] = '\x7f';  // claims 127 entries
  EXPECT_FALSE(parse_index(more, HashKind::sha1));
}

TEST(wildmatch, a_pattern_made_to_take_forever_does_not) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(wildmatch(pattern + "b", std::string(5'000, 'a')));
}

}  // namespace
}  // namespace e401::git
