#include "npm/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace e401::npm {
namespace {

std::string json(const Value& v) {
  return base::JsonWriter().value(v.to_json()).take();
}

TEST(Value, NumbersAreWrittenAsJavaScriptWritesThem) {
  EXPECT_EQ(js_number_text(0), "0");
  EXPECT_EQ(js_number_text(-0.0), "0");
  EXPECT_EQ(js_number_text(100000), "100000");
  EXPECT_EQ(js_number_text(-1.5), "-1.5");
  EXPECT_EQ(js_number_text(1e20), "100000000000000000000");
  EXPECT_EQ(js_number_text(1e21), "1e+21");
  EXPECT_EQ(js_number_text(1.25e21), "1.25e+21");
  EXPECT_EQ(js_number_text(0.000001), "0.000001");
  EXPECT_EQ(js_number_text(0.0000001), "1e-7");
  EXPECT_EQ(js_number_text(123456789.125), "123456789.125");
  EXPECT_EQ(js_number_text(5e-324), "5e-324");
  EXPECT_EQ(js_number_text(std::numeric_limits<double>::infinity()), "Infinity");
  EXPECT_EQ(js_number_text(std::nan("")), "NaN");
}

TEST(Value, StringOfAValueIsJavaScripts) {
  EXPECT_EQ(Value().to_string(), "undefined");
  EXPECT_EQ(Value(Null{}).to_string(), "null");
  EXPECT_EQ(Value(true).to_string(), "true");
  EXPECT_EQ(Value(Value::Array{1, Null{}, "x", Value::Array{2, 3}}).to_string(), "1,,x,2,3");
  EXPECT_EQ(Value(Value::Object{}).to_string(), "[object Object]");
  EXPECT_EQ(Value(Date{std::nan("")}).to_string(), "Invalid Date");
  EXPECT_EQ(Value(Date{951782400000}).to_string(), "Tue Feb 29 2000 00:00:00 GMT+0000 (Coordinated Universal Time)");
}

TEST(Value, TruthIsJavaScripts) {
  EXPECT_FALSE(Value("").truthy());
  EXPECT_FALSE(Value(0).truthy());
  EXPECT_FALSE(Value(std::nan("")).truthy());
  EXPECT_FALSE(Value(Null{}).truthy());
  EXPECT_TRUE(Value("false").truthy());
  EXPECT_TRUE(Value(Value::Array{}).truthy());
}

TEST(Value, JsonIsWhatStringifyGives) {
  EXPECT_EQ(json(Value::Array{Undefined{}, std::nan(""), 100000, 1e21}), "[null,null,100000,1e+21]");
  EXPECT_EQ(json(Value::Object{{"a", Undefined{}}, {"b", "x"}}), R"({"b":"x"})");
  EXPECT_EQ(json(Date{-1}), R"("1969-12-31T23:59:59.999Z")");
  EXPECT_EQ(json(Date{253402300800000}), R"("+010000-01-01T00:00:00.000Z")");
  EXPECT_EQ(json(Date{1e300}), "null");
}

TEST(Value, EqualityIsDeepAndDatesByTime) {
  EXPECT_EQ(Value(Value::Object{{"a", Value::Array{1}}}), Value(Value::Object{{"a", Value::Array{1}}}));
  EXPECT_FALSE(Value("1") == Value(1));
  EXPECT_EQ(Value(Date{5}), Value(Date{5}));
  EXPECT_EQ(Value(Date{std::nan("")}), Value(Date{std::nan("")}));
}

TEST(Value, OfJsonKeepsTheLastOfRepeatedNames) {
  const auto parsed = base::parse_json(R"({"a":1,"b":[true,null,1e21],"a":"last"})");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(value_of_json(*parsed), Value(Value::Object{{"a", "last"}, {"b", Value::Array{true, Null{}, 1e21}}}));
}

}  // namespace
}  // namespace e401::npm
