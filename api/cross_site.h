// Whether a browser was made to send a request by a page of another site.
#pragma once

#include "api/http/message.h"

namespace charter::api {

// By Sec-Fetch-Site, which every browser sends over TLS and on this machine and no page can change; without
// it, by whether Origin is the host that is asked. Who sends neither is no browser, and holds no cookie that
// it was not given by hand.
bool IsFromAnotherSite(const Headers& headers);

}  // namespace charter::api
