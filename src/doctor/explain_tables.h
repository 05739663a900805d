// What codes, npm's own sentences and the words of hosts mean for somebody who has nothing but the text. Data; the
// order of causes is that of the incident corpus behind e401 (379 threads), likeliest first.
#pragma once

#include <span>
#include <string_view>

#include "doctor/explain.h"
#include "providers/hosts.h"

namespace e401::doctor {

std::span<const CodeMeaning> known_codes();

// A sentence that npm itself prints (also without any code). proves: nothing else prints it.
struct Sentence {
  std::string_view words;
  std::string_view meaning;
  std::string_view causes;  // with commas between; "": no page of ours
  bool proves = false;
};
std::span<const Sentence> npm_sentences();

// What a host says about the credential, as providers/ reads its words.
struct HostWords {
  providers::Says says;
  std::string_view meaning;
  std::string_view causes;
  bool proves = false;  // nothing else looks the same, where the words themselves are known well
};
std::span<const HostWords> host_words();

}  // namespace e401::doctor
