#include "npm/argv.h"

#include <gtest/gtest.h>

namespace e401::npm {
namespace {

ParsedArgv parsed(const std::vector<std::string>& words, const char* version = "12.2.0") {
  static Dialect dialect;
  dialect = dialect_of(*Version::parse(version));
  return parse_argv(words, dialect);
}

std::string options_of(const ParsedArgv& argv) {
  std::string out;
  for (const auto& [key, value] : argv.options) {
    base::JsonWriter json;
    out += key + "=" + json.value(value.to_json()).take() + " ";
  }
  return out;
}

struct Example {
  std::vector<std::string> words;
  const char* options;
  std::vector<std::string> positionals;
};

TEST(Argv, is_read_as_nopt_reads_it) {
  const Example examples[] = {
      {{"install", "--registry", "https://h/"}, "registry=\"https://h/\" ", {"install"}},
      {{"--registry=https://h/?a=b"}, "registry=\"https://h/?a=b\" ", {}},
      {{"--reg", "https://h/"}, "registry=\"https://h/\" ", {}},
      {{"--no-audit", "x"}, "audit=false ", {"x"}},
      {{"--no-no-audit"}, "audit=true ", {}},
      {{"--audit", "false", "x"}, "audit=false ", {"x"}},
      {{"--no-audit", "false"}, "audit=true ", {}},
      {{"-gl"}, "global=true long=true ", {}},
      {{"-d", "x"}, "loglevel=\"info\" ", {"x"}},
      {{"-w", "a", "-w", "b"}, "workspace=[\"a\",\"b\"] ", {}},
      {{"--omit=dev", "--omit", "peer"}, "omit=[\"dev\",\"peer\"] ", {}},
      {{"--unknown", "word"}, "unknown=true ", {"word"}},
      {{"--unknown=word"}, "unknown=\"word\" ", {}},
      {{"--unknown=1", "--unknown=2"}, "unknown=[\"1\",\"2\"] ", {}},
      {{"--//h/:_authToken=t"}, "//h/:_authToken=\"t\" ", {}},
      {{"--//h/:_authToken", "t"}, "//h/:_authToken=true ", {"t"}},
      {{"--tag", "--force"}, "tag=\"\" force=true ", {}},
      {{"--tag"}, "tag=\"\" ", {}},
      {{"--fetch-retries"}, "fetch-retries=true ", {}},
      {{"--color", "always", "x"}, "color=\"always\" ", {"x"}},
      {{"--browser", "firefox"}, "browser=\"firefox\" ", {}},
      {{"--proxy", "false"}, "proxy=false ", {}},
      {{"--no-proxy", "x"}, "proxy=false ", {"x"}},
      {{"--", "--force"}, "", {"--force"}},
      {{"--tag", "--", "x"}, "tag=true ", {"x"}},
      {{"-"}, "", {"-"}},
  };
  for (const Example& e : examples) {
    const ParsedArgv argv = parsed(e.words);
    EXPECT_FALSE(argv.error) << e.words[0];
    EXPECT_EQ(options_of(argv), e.options) << e.words[0];
    EXPECT_EQ(argv.positionals, e.positionals) << e.words[0];
  }
}

TEST(Argv, npm_12_refuses_abbreviations_and_single_dash_words) {
  EXPECT_EQ(parsed({"--verbos"}).error->message, "Invalid abbreviated flag \"--verbos\". Did you mean \"--verbose\"?");
  EXPECT_EQ(parsed({"--regis=x"}).error->message, "Invalid abbreviated flag \"--regis\". Did you mean \"--registry\"?");
  EXPECT_EQ(parsed({"-silent"}).error->message,
            "-silent is not a valid single-hyphen cli flag. Did you mean --silent?");
  EXPECT_EQ(parsed({"-silent"}).error->npm_code, "EUNKNOWNCONFIG");
}

TEST(Argv, npm_11_takes_them_with_a_warning_and_npm_10_silently) {
  const ParsedArgv eleven = parsed({"--regis", "x"}, "11.21.2");
  EXPECT_EQ(options_of(eleven), "registry=\"x\" ");
  ASSERT_EQ(eleven.warnings.size(), 1u);
  EXPECT_EQ(eleven.warnings[0],
            "Expanding --regis to --registry. This will stop working in the next major version of npm.");
  EXPECT_TRUE(parsed({"--regis", "x"}, "10.9.4").warnings.empty());
}

TEST(Argv, names_of_every_object_kill_npm) {
  const ParsedArgv argv = parsed({"--constructor=x"});
  ASSERT_TRUE(argv.error);
  EXPECT_EQ(argv.error->npm_code, "");
}

TEST(Argv, which_options_take_the_next_word) {
  for (const char* name : {"registry", "reg", "userconfig", "C", "w", "tag", "omit"})
    EXPECT_TRUE(option_takes_value(name)) << name;
  for (const char* name : {"global", "g", "no-audit", "dd", "json", "unknown", "color"})
    EXPECT_FALSE(option_takes_value(name)) << name;
}

}  // namespace
}  // namespace e401::npm
