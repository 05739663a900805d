#include "world/careful_http.h"

#include <gtest/gtest.h>

namespace e401::world {
namespace {

// A proxy that answers every request with its status, and counts those that carried a credential for it.
class Proxy final : public Http {
 public:
  int status = 407;
  int asked = 0, with_credential = 0;
  std::vector<HttpAnswer> ask(const std::vector<HttpRequest>& requests, int) override {
    std::vector<HttpAnswer> out(requests.size());
    for (std::size_t i = 0; i < requests.size(); ++i) {
      ++asked;
      if (!requests[i].proxy.authorization.empty()) ++with_credential;
      out[i].status = status;
      out[i].body = requests[i].url;
    }
    return out;
  }
};

HttpRequest through(const std::string& proxy, const std::string& credential, const std::string& url = "http://h/x") {
  HttpRequest r;
  r.url = url;
  r.proxy.url = proxy;
  r.proxy.authorization = base::Secret(credential);
  return r;
}

TEST(CarefulHttp, a_proxys_password_is_tried_once_and_its_refusal_is_the_answer_to_all) {
  Proxy proxy;
  CarefulHttp http(proxy);
  const HttpRequest r = through("http://p:3128", "Basic eDp5");
  for (const HttpAnswer& a : http.ask({r, r, r}, 1000)) EXPECT_EQ(a.status, 407);
  for (const HttpAnswer& a : http.ask({r, r}, 1000)) EXPECT_EQ(a.status, 407);
  EXPECT_EQ(proxy.with_credential, 1);
}

TEST(CarefulHttp, another_password_or_proxy_is_tried_in_its_own_right) {
  Proxy proxy;
  CarefulHttp http(proxy);
  (void)http.ask({through("http://p:3128", "Basic eDp5"), through("http://q:3128", "Basic eDp5"),
                  through("http://p:3128", "Basic eDp6")},
                 1000);
  EXPECT_EQ(proxy.with_credential, 3);
}

TEST(CarefulHttp, a_proxy_that_lets_one_through_gets_the_others_and_all_answers_stay_in_order) {
  Proxy proxy;
  proxy.status = 200;
  CarefulHttp http(proxy);
  const auto answers =
      http.ask({through("", "", "http://h/0"), through("http://p", "Basic eDp5", "http://h/1"),
                through("http://p", "Basic eDp5", "http://h/2"), through("http://p", "", "http://h/3")},
               1000);
  ASSERT_EQ(answers.size(), 4u);
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i].body, "http://h/" + std::to_string(i));
  proxy.status = 407;  // it changes its mind
  const HttpRequest r = through("http://p", "Basic eDp5");
  (void)http.ask({r}, 1000);
  const int asked = proxy.asked;
  EXPECT_EQ(http.ask({r, r}, 1000).at(1).status, 407);
  EXPECT_EQ(proxy.asked, asked);
}

}  // namespace
}  // namespace e401::world
