// One npmrc, changed by keys: a value in the place of the old one, other lines untouched. What comes out is data for
// change/.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/edit.h"
#include "base/result.h"
#include "base/secret.h"
#include "findings/finding.h"
#include "npm/config.h"

namespace e401::account {

class RcEditor {
 public:
  // Of a layer that is a file. Fails where it could not be read, or is in an encoding that npm does not read.
  static base::Result<RcEditor> open(const npm::LayerData& layer);

  // The value stands where the key's last line stood, else in a line of its own; other lines of that key go.
  base::Result<void> set(const std::string& key, const base::Secret& value);
  // Every line of that key; how many there were.
  int remove(std::string_view key);

  struct Edited {
    std::vector<findings::FileChange> changes;  // none where nothing differs
    npm::RcDocument after;
    int line_of(std::string_view key) const;  // 0: none
  };
  // Fails where npm would not read back what was set.
  base::Result<Edited> finish() const;

 private:
  explicit RcEditor(const npm::LayerData& layer) : layer_(&layer) {}
  void remove_line(std::size_t number);
  std::string end_of_file(std::string_view text) const;

  const npm::LayerData* layer_;
  std::vector<base::TextEdit> edits_;
  std::vector<std::size_t> removed_;
  std::vector<std::pair<std::string, base::Secret>> set_;
  std::vector<std::string> added_;  // whole lines
};

}  // namespace e401::account
