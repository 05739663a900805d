// A byte of settings, a byte that says where the answer is cut in two, then an HTTP answer. However it is cut the
// outcome is the same; nothing exceeds its bound; what failed says why.
#include "base/limits.h"
#include "fuzz_target.h"
#include "sys/net/response_reader.h"

using namespace e401;
using Reader = sys::ResponseReader;

namespace {

Reader read(Reader::Setting setting, std::string_view first, std::string_view second) {
  Reader reader(setting);
  reader.take(first);
  reader.take(second);
  reader.end();
  return reader;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const Reader::Setting setting{.to_head = (data[0] & 1) != 0,
                                .to_connect = (data[0] & 2) != 0,
                                .headers_only = (data[0] & 4) != 0,
                                .body_max_bytes = (data[0] & 8) != 0 ? 16u : 4096u};
  const std::size_t cut = text.size() * data[1] / 255;
  Reader whole = read(setting, text, {});
  Reader halves = read(setting, text.substr(0, cut), text.substr(cut));
  must(whole.state() == halves.state() && whole.status() == halves.status() && whole.headers() == halves.headers() &&
           whole.body() == halves.body() && whole.problem_code() == halves.problem_code(),
       "a cut changes nothing");
  must(whole.state() != Reader::State::reading, "the end ends it");
  must(whole.body().size() <= setting.body_max_bytes, "the body is bounded");
  std::size_t header_bytes = 0;
  for (const auto& [name, value] : whole.headers()) header_bytes += name.size() + value.size();
  must(header_bytes <= limits::header_bytes_max, "the headers are bounded");
  must((whole.state() == Reader::State::failed) == !whole.problem_code().empty(), "what failed says why");
  return 0;
}
