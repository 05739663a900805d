// The values of all layers at the moments that matter (private to npm/).
#pragma once

#include "npm/config.h"
#include "npm/dialect.h"
#include "npm/layer_store.h"

namespace e401::npm {

struct Config::Values {
  Dialect dialect;
  LayerStore loaded;   // after loading and what flattening wrote back: what `npm config` shows
  LayerStore cleaned;  // after a command's validation, as far as it came
  LayerStore flat;     // what the flat options were made of: the loaded values, or the cleaned ones
};

}  // namespace e401::npm
