// All that Charter keeps but the directory: the sum of its ports. Take the smallest that serves.
#pragma once

#include "engine/ports/accounts.h"
#include "engine/ports/answers.h"
#include "engine/ports/audit.h"
#include "engine/ports/budgets.h"
#include "engine/ports/calendar_editions.h"
#include "engine/ports/change_log.h"
#include "engine/ports/comments.h"
#include "engine/ports/counts.h"
#include "engine/ports/definitions.h"
#include "engine/ports/erasures.h"
#include "engine/ports/items.h"
#include "engine/ports/load.h"
#include "engine/ports/outbox.h"
#include "engine/ports/seals.h"
#include "engine/ports/tasks.h"
#include "engine/ports/timers.h"
#include "engine/ports/webhooks.h"

namespace charter {

// Thread-safe: each call takes its own connection. Every call is one transaction and throws Failure
// (store_unavailable, store_failed) when the database does not answer or says no. Times are kept to
// the microsecond.
class Store : public Definitions,
              public Items,
              public Tasks,
              public Counts,
              public ChangeLog,
              public Webhooks,
              public Timers,
              public Outbox,
              public Budgets,
              public CalendarEditions,
              public Answers,
              public Seals,
              public Accounts,
              public Comments,
              public Erasures,
              public Audit,
              public Load {};

}  // namespace charter
