// Every page of src/rules is a test: its headings, that it has an example which fires and one which stays silent, and
// each example by itself, on a machine in memory. Run one rule's with
//   rules_pages_test --gtest_filter='auth-field-typo*'        (a code's hyphens are understood, though gtest's filter
//   has its own)
// E401_ACCEPT=1 writes the golden texts of tests/rules/golden anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "npm/url.h"
#include "rules/rule.h"
#include "rules/run_example.h"

namespace e401::support {
namespace {

constexpr std::string_view headings[] = {"## What it means", "## Common output",      "## Why it happens",
                                         "## How to fix it", "## How to verify",      "## Manual checks",
                                         "## Prevention",    "## Where it is raised", "## Examples"};

// Their text is what people see first: every wording change of these shows up in review.
constexpr std::string_view golden_codes[] = {"auth-field-typo",
                                             "auth-key-host-mismatch",
                                             "auth-key-path-too-narrow",
                                             "env-var-unset-in-npmrc",
                                             "no-credential-for-registry",
                                             "token-expired",
                                             "token-invalidated",
                                             "scope-mapping-missing",
                                             "unscoped-auth-rejected",
                                             "npmrc-encoding",
                                             "lockfile-foreign-host",
                                             "tls-ca-untrusted",
                                             "otp-required",
                                             "policy-registry",
                                             "policy-credential",
                                             "policy-expiry",
                                             "policy-unreadable",
                                             "own-config-ignored"};

struct Page {
  std::string code, path, text, error;
  std::vector<Example> examples;
};

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::map<std::string, Page> read_pages() {
  std::map<std::string, Page> pages;
  const std::filesystem::path root(E401_SOURCE_DIR);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "src/rules")) {
    if (entry.path().extension() != ".md") continue;
    Page page{.code = entry.path().stem().string(),
              .path = std::filesystem::relative(entry.path(), root).string(),
              .text = read_text(entry.path())};
    auto examples = parse_examples(page.path, page.text);
    if (examples)
      page.examples = std::move(*examples);
    else
      page.error = examples.error().text();
    pages.emplace(page.code, std::move(page));
  }
  return pages;
}

std::string lines_of(const std::vector<std::string>& lines) {
  return base::join(lines, "\n");
}

class PageTest : public testing::Test {
 public:
  explicit PageTest(const Page& page) : page_(page) {}
  void TestBody() override {
    ASSERT_EQ(page_.error, "");
    ASSERT_TRUE(page_.text.starts_with("# " + page_.code + "\n\n> "))
        << page_.path << " begins with its code and its definition";
    std::vector<std::string> found;
    for (std::string_view line : base::split(page_.text, '\n'))
      if (line.starts_with("## ")) found.emplace_back(line);
    EXPECT_EQ(found, std::vector<std::string>(std::begin(headings), std::end(headings))) << page_.path;
    EXPECT_TRUE(std::any_of(page_.examples.begin(), page_.examples.end(), [](const Example& e) { return e.fires(); }))
        << page_.path << ": no example fires";
    EXPECT_TRUE(std::any_of(page_.examples.begin(), page_.examples.end(), [](const Example& e) { return !e.fires(); }))
        << page_.path << ": no example stays silent";
  }

 private:
  const Page& page_;
};

class ExampleTest : public testing::Test {
 public:
  explicit ExampleTest(const Example& example) : example_(example) {}
  void TestBody() override {
    ExampleRun run = run_example(example_);
    const std::string where = example_.page + ":" + std::to_string(example_.line) + ": ";
    const auto wrong = differences(example_, run.diagnosis.report);
    EXPECT_TRUE(wrong.empty()) << where << "\n" << lines_of(wrong) << "\n" << requests_of(run);
    const auto broken = broken_promises(example_, run);
    EXPECT_TRUE(broken.empty()) << where << "\n" << lines_of(broken);
    const auto unmended = mending_differences(example_, run);
    EXPECT_TRUE(unmended.empty()) << where << "\n" << lines_of(unmended);
    if (!example_.fires() && std::any_of(run.diagnosis.report.findings.begin(), run.diagnosis.report.findings.end(),
                                         [&](const findings::Finding& f) { return f.code == example_.code; }))
      ADD_FAILURE() << where << "this example must stay silent about " << example_.code;
    if (HasFailure() && std::getenv("E401_SHOW")) std::puts(run.shown.text.c_str());
  }

 private:
  static std::string requests_of(const ExampleRun& run) {
    std::string out;
    for (const RecordedRequest& r : run.machine->http.requests())
      out += "  asked: " + r.method + " " + r.url +
             (r.credential.empty() ? "" : " with " + r.scheme + " " + r.credential) + ": " + std::to_string(r.status) +
             "\n";
    return out;
  }
  const Example& example_;
};

class GoldenTest : public testing::Test {
 public:
  GoldenTest(std::string code, const Page* page) : code_(std::move(code)), page_(page) {}
  void TestBody() override {
    ASSERT_TRUE(page_) << "there is no page " << code_;
    const auto firing =
        std::find_if(page_->examples.begin(), page_->examples.end(), [](const Example& e) { return e.fires(); });
    ASSERT_NE(firing, page_->examples.end());
    // The public registry's host is spelled out nowhere, goldens included.
    const std::string text =
        base::replace_all(run_example(*firing).shown.text, npm::public_registry_host(), "{{npmjs}}");
    const std::filesystem::path golden =
        std::filesystem::path(E401_SOURCE_DIR) / "tests/rules/golden" / (code_ + ".txt");
    if (std::getenv("E401_ACCEPT")) std::ofstream(golden, std::ios::binary) << text;
    EXPECT_EQ(text, read_text(golden)) << "E401_ACCEPT=1 accepts the new text into " << golden.filename();
  }

 private:
  std::string code_;
  const Page* page_;
};

class ListTest : public testing::Test {
 public:
  explicit ListTest(const std::map<std::string, Page>& pages) : pages_(pages) {}
  void TestBody() override {
    for (const rules::Rule& rule : rules::all_rules()) {
      EXPECT_TRUE(pages_.contains(std::string(rule.code))) << "no page for " << rule.code;
      EXPECT_FALSE(rules::page_of(rule.code).empty()) << rule.code << " is not embedded";
    }
    for (const auto& [code, page] : pages_)
      EXPECT_LT(rules::depth_of(code), static_cast<int>(rules::all_rules().size()))
          << page.path << " belongs to no rule";
  }

 private:
  const std::map<std::string, Page>& pages_;
};

// "auth-field-typo" -> "auth_field_typo": gtest's filter takes a hyphen for the start of what is left out.
std::string suite_of(const std::string& code) {
  return base::replace_all(code, "-", "_");
}

void register_all(const std::map<std::string, Page>& pages) {
  const auto add = [](const std::string& suite, const std::string& name, const std::string& file, int line, auto make) {
    testing::RegisterTest(suite.c_str(), name.c_str(), nullptr, nullptr, file.c_str(), line,
                          [make]() -> testing::Test* { return make(); });
  };
  add("every_rule", "has a page, and every page a rule", __FILE__, __LINE__, [&] { return new ListTest(pages); });
  for (const auto& [code, page] : pages) {
    const Page* p = &page;
    add(suite_of(code) + "/page", "its headings and kinds of examples", page.path, 1, [p] { return new PageTest(*p); });
    for (const Example& example : page.examples)
      add(suite_of(code), example.title, page.path, example.line, [e = &example] { return new ExampleTest(*e); });
  }
  for (std::string_view code : golden_codes) {
    const auto page = pages.find(std::string(code));
    add("golden", std::string(code), __FILE__, __LINE__,
        [code = std::string(code), p = page == pages.end() ? nullptr : &page->second] {
          return new GoldenTest(code, p);
        });
  }
}

}  // namespace
}  // namespace e401::support

int main(int argc, char** argv) {
  static const auto pages = e401::support::read_pages();
  std::vector<std::string> args(argv, argv + argc);
  std::vector<std::string> codes;
  for (const auto& [code, page] : pages) codes.push_back(code);
  // A code may be the beginning of another one: the longer first.
  std::sort(codes.begin(), codes.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (std::string& arg : args)
    if (arg.starts_with("--gtest_filter="))
      for (const std::string& code : codes) arg = e401::base::replace_all(arg, code, e401::support::suite_of(code));
  std::vector<char*> raw;
  for (std::string& arg : args) raw.push_back(arg.data());
  raw.push_back(nullptr);
  int count = argc;
  testing::InitGoogleTest(&count, raw.data());
  e401::support::register_all(pages);
  return RUN_ALL_TESTS();
}
