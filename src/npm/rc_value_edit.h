// Giving an entry of an npmrc another value, touching no byte more than that takes.
#pragma once

#include <optional>
#include <string_view>

#include "base/edit.h"
#include "npm/rc_document.h"

namespace e401::npm {

// The value of an entry as a person sees it: a comment with a blank before it was meant as one and does not belong to
// it (to npm, "x;y" has a comment too, but there it cut a value short).
base::Span rc_value_without_comment(const RcDocument& document, const RcLine& entry);

// The edit after which npm reads `text` as the entry's value. nullopt: no spelling of it does, the entry has no "=",
// the file is not UTF-8, or the text needs quotes while a comment follows (npm would read the comment as part of the
// value).
std::optional<base::TextEdit> rc_value_edit(const RcDocument& document, const RcLine& entry, std::string_view text);

}  // namespace e401::npm
