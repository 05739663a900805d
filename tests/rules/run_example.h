// Runs the whole diagnosis on an example of a rule's page, and says in words what differs from what the page promises.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "doctor/doctor.h"
#include "support/example.h"

namespace e401::support {

struct Renderings {
  std::string text, narrow_text, coloured_text, json, sarif, github;
};

struct ExampleRun {
  std::unique_ptr<Machine> machine;
  doctor::Diagnosis diagnosis;
  Renderings shown;
};

doctor::Question question_of(const Example& example);
ExampleRun run_example(const Example& example);

// What the page promises (finds:, not:), one line for each thing that differs; empty: all is as promised.
std::vector<std::string> differences(const Example& example, const findings::Report& report);

// What holds for every example: no secret shown, only GET and HEAD, no credential where it does not belong, nothing
// written or started, edits that fit the file, renderings that parse and agree with each other.
std::vector<std::string> broken_promises(const Example& example, const ExampleRun& run);

// after: and then: the first fix of the first finding, made on the machine in memory.
std::vector<std::string> mending_differences(const Example& example, ExampleRun& run);

}  // namespace e401::support
