// The real world, held together: made once in main, lent to everybody.
#pragma once

#include "sys/clock.h"
#include "sys/disk.h"
#include "sys/http_client.h"
#include "sys/programs.h"
#include "sys/terminal.h"
#include "world/careful_http.h"
#include "world/world.h"

namespace e401::sys {

class Machine {
 public:
  Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  world::World world();
  // What the program ends with: code, unless stdout could not be written (a full disk), which is said on stderr.
  int output_code(int code);

 private:
  world::Environment environment_;
  Disk files_;
  SystemClock clock_;
  SystemPrograms programs_;
  SystemTerminal terminal_;
  HttpClient http_;
  world::CarefulHttp careful_http_{http_};
};

}  // namespace e401::sys
