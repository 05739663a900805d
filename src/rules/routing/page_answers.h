// A page where a registry should answer: the one judgement that registry-url-wrong and html-login-page share, so that
// exactly one of them speaks. The address decides first: a web address of a known product is wrong, whatever its page
// says.
#pragma once

#include <string>

#include "rules/routes.h"

namespace e401::rules {

struct PageAnswer {
  enum class Kind { none, wrong_address, login_page };
  Kind kind = Kind::none;
  bool proven = false;
  std::string wanted;  // the right address, as far as it can be told; "" unknown
  std::string why;     // what gave it away
  const Answer* answer = nullptr;
};
PageAnswer page_answer(const Facts& facts, const Concern& c);

}  // namespace e401::rules
