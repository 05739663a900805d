#include "account/rc_editor.h"

#include <gtest/gtest.h>

#include "account/testing/desk.h"

namespace e401::account {
namespace {

constexpr const char* key = "//npm.acme.example/:_authToken";

// The user's file after setting the key, or "refused".
std::string after_setting(const std::string& before, const std::string& value) {
  Desk desk;
  desk.user(before);
  const Session& session = desk.session();
  auto editor = RcEditor::open(session.config().layer(npm::Layer::user));
  if (!editor || !editor->set(key, base::Secret(value))) return "refused";
  const auto edited = editor->finish();
  if (!edited || !session.hands().apply(edited->changes)) return "refused";
  return desk.user_text();
}

TEST(RcEditor, TheOldLineGetsTheNewValueAndKeepsTheRest) {
  EXPECT_EQ(after_setting("a=1\n//npm.acme.example/:_authToken = old ; mine\r\nb=2\n", "new"),
            "a=1\n//npm.acme.example/:_authToken = new ; mine\r\nb=2\n");
}

TEST(RcEditor, AKeyWithoutAValueGetsOne) {
  EXPECT_EQ(after_setting("//npm.acme.example/:_authToken\n", "new"), "//npm.acme.example/:_authToken=new\n");
}

TEST(RcEditor, ACommentThatQuotesWouldSwallowGoes) {
  EXPECT_EQ(after_setting("//npm.acme.example/:_authToken=old ; mine\n", "\"new"),
            after_setting("//npm.acme.example/:_authToken=old\n", "\"new"));
}

TEST(RcEditor, OtherLinesOfTheKeyGo) {
  EXPECT_EQ(after_setting("//npm.acme.example/:_authToken=a\nb=2\n//npm.acme.example/:_authToken=c\n", "new"),
            "b=2\n//npm.acme.example/:_authToken=new\n");
}

TEST(RcEditor, NewLinesGoBeforeASectionAndAfterALineWithoutAnEnd) {
  EXPECT_EQ(after_setting("a=1\n[x]\nb=2\n", "new"), "a=1\n//npm.acme.example/:_authToken=new\n[x]\nb=2\n");
  EXPECT_EQ(after_setting("a=1", "new"), "a=1\n//npm.acme.example/:_authToken=new\n");
}

}  // namespace
}  // namespace e401::account
