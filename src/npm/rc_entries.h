// The lines of an .npmrc as entries, and which of them gives each key of the object npm's ini reader returns.
#pragma once

#include <string>
#include <vector>

#include "npm/config.h"

namespace e401::npm {

struct RcEntries {
  struct Item {
    std::string key;  // as written, unexpanded
    Value value;
    int entry = -1;  // the last line that has the key; a [section] line for a key that is a section
  };
  std::vector<Entry> entries;  // every line with a key or a section name, in file order; raw, not expanded
  std::vector<Item> items;     // in JavaScript's order of keys
};

RcEntries entries_of(const RcDocument& document, Layer layer);

}  // namespace e401::npm
