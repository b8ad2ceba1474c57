// Answers compressed for clients that take it.
#pragma once

#include "api/http/message.h"

namespace charter::api {

// With gzip, where Accept-Encoding names it, the body is text of over 1 KiB, and it gets shorter. The ETag
// stays: it names a revision, not bytes.
void Compress(const Request& request, Response& response);

}  // namespace charter::api
