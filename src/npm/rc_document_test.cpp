#include "npm/rc_document.h"

#include <gtest/gtest.h>

#include <random>

#include "npm/utf8.h"
#include "npm/vectors_for_test.h"

namespace e401::npm {
namespace {

RcDocument read(std::string text) {
  return RcDocument::parse("rc", std::move(text));
}
std::string_view slice(const RcDocument& d, base::Span span) {
  return d.source().slice(span);
}
std::string json(const Value& v) {
  return base::JsonWriter().value(v.to_json()).take();
}

// Members that JSON has no word for cannot occur in the recorded answers, so the comparison is of values.
TEST(RcDocument, ReadsEveryRecordedTextAsTheRealIni) {
  for (const char* file : vector_files) {
    const base::Json vectors = recorded_vectors(file);
    int seen = 0;
    for (const base::Json& v : vectors.find("ini")->items) {
      const std::string& text = *v.find_string({"text"});
      const RcDocument document = read(text);
      ++seen;
      if (const std::string* error = v.find_string({"error"})) {
        EXPECT_EQ(document.fatal_message(), *error) << text;
        continue;
      }
      EXPECT_FALSE(document.fatal_message()) << text;
      EXPECT_EQ(json(document.to_object()), json(value_of_json(*v.find("ok")))) << text;
    }
    EXPECT_EQ(seen, 104);
  }
}

TEST(RcDocument, NullKeysStopNpmAndAreFound) {
  const RcDocument document = read("a=1\n'null'=x\nb=2\n");
  EXPECT_EQ(document.fatal_line(), 2u);
  EXPECT_EQ(document.fatal_message(), "Cannot read properties of null (reading 'length')");
  EXPECT_EQ(read("a=null\n[a.b]\nc=d\n").fatal_message(), "Cannot set properties of null (setting 'b')");
  EXPECT_EQ(read("a=null\na.b=null\n").fatal_message(), "Cannot set properties of null (setting 'b')");
  EXPECT_EQ(read("a=null\n[a.b.c]\nc=d\n").fatal_message(), "Cannot convert undefined or null to object");
}

TEST(RcDocument, ADottedKeyWithTheValueNullIsTakenApart) {
  EXPECT_EQ(json(read("//npm.corp.test/:_authToken=null\n").to_object()),
            R"({"//npm":{"corp":{"test/:_authToken":null}}})");
}

TEST(RcDocument, SpansSayWhereThingsStand) {
  const RcDocument d =
      read("\xef\xbb\xbf; hello\r\n  @acme:registry = https://h/ ; mine\r\nkey[] = \"a b\"\r\n[sec]\r\nflag\n=x\n");
  ASSERT_EQ(d.lines().size(), 6u);
  EXPECT_EQ(d.line(1).kind, RcLine::Kind::comment);
  EXPECT_EQ(slice(d, d.line(1).comment_span), "; hello");
  EXPECT_EQ(slice(d, d.line(2).key_span), "@acme:registry");
  EXPECT_EQ(slice(d, d.line(2).value_span), "https://h/ ; mine");
  EXPECT_EQ(slice(d, d.line(2).comment_span), "; mine");
  EXPECT_EQ(d.line(2).value, Value("https://h/"));
  EXPECT_TRUE(d.line(3).is_array);
  EXPECT_TRUE(d.line(3).quoted);
  EXPECT_EQ(d.line(3).key, "key");
  EXPECT_EQ(d.line(3).value, Value("a b"));
  EXPECT_EQ(d.line(4).section, "sec");
  EXPECT_EQ(slice(d, d.line(4).key_span), "sec");
  EXPECT_EQ(d.line(5).section, "sec");
  EXPECT_EQ(d.line(5).value, Value(true));
  EXPECT_FALSE(d.line(5).has_equals);
  EXPECT_EQ(d.line(6).kind, RcLine::Kind::ignored);
  EXPECT_TRUE(d.has_bom());
  EXPECT_EQ(d.line_end(), "\r\n");
}

TEST(RcDocument, Utf16IsSeenAndReadAsBadlyAsNpmReadsIt) {
  std::string le = "\xff\xfe";
  for (char c : std::string("_authToken=x\n")) (le += c) += '\0';
  const RcDocument d = read(le);
  EXPECT_EQ(d.encoding(), RcEncoding::utf16_le);
  ASSERT_FALSE(d.lines().empty());
  EXPECT_TRUE(d.line(1).key.starts_with("\xef\xbf\xbd\xef\xbf\xbd_"));
  EXPECT_NE(d.line(1).key.find('\0'), std::string::npos);
  EXPECT_EQ(read(le.substr(2)).encoding(), RcEncoding::utf16_le);
  EXPECT_EQ(read(std::string("\0a\0=\0b\0\n", 8)).encoding(), RcEncoding::utf16_be);
  EXPECT_EQ(read("registry=https://h/\n").encoding(), RcEncoding::utf8);
  EXPECT_EQ(read("").encoding(), RcEncoding::utf8);
}

TEST(RcDocument, InvalidUtf8BecomesReplacementCharacters) {
  const RcDocument d = read("a\xff=\xe2\x82 b\xc3\n");
  EXPECT_EQ(d.line(1).key, "a\xef\xbf\xbd");
  EXPECT_EQ(d.line(1).value, Value("\xef\xbf\xbd b\xef\xbf\xbd"));
  EXPECT_EQ(slice(d, d.line(1).value_span), "\xe2\x82 b\xc3");
}

TEST(RcDocument, AnyBytesComeBackAndSpansLieInTheirLines) {
  static constexpr char letters[] = "ab=;#[]\\\"' \t\r\n\0.$\xef\xbb\xbf\xe2\x80\xa8\xc2\xa0\xff_:/";
  static constexpr std::string_view alphabet(letters, sizeof letters - 1);
  std::mt19937 random(20240501);
  for (int round = 0; round < 4000; ++round) {
    std::string bytes;
    const std::size_t size = random() % 60;
    for (std::size_t i = 0; i < size; ++i) bytes += alphabet[random() % alphabet.size()];
    const RcDocument d = read(bytes);
    ASSERT_EQ(d.source().text(), bytes);
    std::size_t end = 0;
    for (const RcLine& line : d.lines()) {
      ASSERT_LE(end, line.span.begin);
      for (std::size_t i = end; i < line.span.begin; ++i) ASSERT_TRUE(bytes[i] == '\r' || bytes[i] == '\n');
      end = line.span.end;
      for (const base::Span& s : {line.key_span, line.value_span, line.comment_span})
        ASSERT_TRUE(s.empty() || (s.begin >= line.span.begin && s.end <= line.span.end));
      if (line.kind != RcLine::Kind::entry) continue;
      ASSERT_EQ(slice(d, line.key_span), js_trim(slice(d, line.key_span)));
      ASSERT_EQ(line.has_equals, slice(d, line.span).find('=') != std::string_view::npos);
      // What stands in the spans, alone on a line, is read the same.
      const std::string again = std::string(slice(d, line.key_span)) + "=" + std::string(slice(d, line.value_span));
      if (!line.has_equals || again.starts_with('=') || again.starts_with('[') || again.starts_with(';') ||
          again.starts_with('#'))
        continue;
      const RcDocument one = read(again);
      ASSERT_EQ(one.line(1).key, line.key);
      ASSERT_EQ(one.line(1).value, line.value);
    }
    (void)d.to_object();
  }
}

TEST(RcValueText, WhatIsWrittenIsReadBack) {
  static constexpr char letters[] = "ab=;#[\\\"' \n\r\t${}\xe2\x80\xa8";
  static constexpr std::string_view alphabet(letters, sizeof letters - 1);
  std::mt19937 random(7);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    const std::size_t size = random() % 9;
    for (std::size_t i = 0; i < size; ++i) text += alphabet[random() % alphabet.size()];
    const std::optional<std::string> written = rc_value_text(text);
    ASSERT_EQ(written.has_value(), well_formed(text) == text);
    if (!written) continue;
    const RcDocument d = read("key=" + *written + "\nnext=1\n");
    ASSERT_EQ(d.lines().size(), 2u) << *written;
    ASSERT_EQ(d.line(1).value.to_string(), text) << *written;
  }
}

TEST(RcValueText, LooksLikeTheValueWhereItCan) {
  EXPECT_EQ(rc_value_text("https://h/npm/"), "https://h/npm/");
  EXPECT_EQ(rc_value_text("a;b#c"), "a\\;b\\#c");
  EXPECT_EQ(rc_value_text("YTpi=="), "YTpi==");
  EXPECT_EQ(rc_value_text("C:\\x"), "C:\\x");
  EXPECT_EQ(rc_value_text(" x"), "\" x\"");
  EXPECT_EQ(rc_value_text("\xe2\x80\xa8"), "\"\\u2028\"");
  EXPECT_EQ(rc_value_text("\xff"), std::nullopt);
}

}  // namespace
}  // namespace e401::npm
