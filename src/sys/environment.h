// Reads the process's surroundings once, at the start.
#pragma once

#include "world/environment.h"

namespace e401::sys {

world::Environment read_environment();

// The home folder of a user in the text of an /etc/passwd; "" if there is none.
std::string home_in_passwd(std::string_view passwd, std::uint32_t user_id);

}  // namespace e401::sys
