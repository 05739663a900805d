// An npmrc read from the disk within our bounds, and what it means that one was not read.
#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"
#include "npm/config.h"
#include "npm/rc_document.h"

namespace e401::npm {

// The file as a document. Errors are those of files.read(), and "too-large" for more lines than a person or a tool
// writes.
base::Result<RcDocument> read_rc_file(const base::ReadFiles& files, const std::string& path);

// npm reads the layer's file, or hangs on it, where we do not: what it holds is not known. Else npm cannot read it
// either.
bool is_beyond_us(const LayerData& layer);

}  // namespace e401::npm
