// Everything outside of the program, in one struct that the two ends of it are given.
#pragma once

#include "world/environment.h"
#include "world/files.h"
#include "world/http.h"
#include "world/programs.h"
#include "world/terminal.h"

namespace e401::world {

struct World {
  Environment environment;
  Files& files;
  Http& http;
  Clock& clock;
  Programs& programs;
  Terminal& terminal;
};

}  // namespace e401::world
