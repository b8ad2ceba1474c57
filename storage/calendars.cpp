#include "storage/calendars.h"

namespace charter::storage {

// Another server may add the same text, or another edition of that number, between the two statements:
// nothing is inserted then, and looking again finds what is there.
std::int64_t AddCalendar(Session& session, const std::string& text, Timestamp at) {
  for (;;) {
    std::int64_t edition = 0;
    session.Query("SELECT edition FROM calendars WHERE text = :text ORDER BY edition LIMIT 1",
                  {{"text", text}}, 1, [&](const Row& row) { edition = row.Number(0); });
    if (edition != 0) return edition;
    session.Execute(
        "INSERT INTO calendars (edition, text, loaded_at, recounted) "
        "SELECT (SELECT COALESCE(max(edition), 0) + 1 FROM calendars), :text, :at, 0 "
        "WHERE NOT EXISTS (SELECT 1 FROM calendars WHERE text = :text) ON CONFLICT (edition) DO NOTHING",
        {{"text", text}, {"at", at}});
  }
}

std::vector<CalendarRecord> ListCalendars(Session& session) {
  std::vector<CalendarRecord> calendars;
  session.Query("SELECT edition, text, loaded_at, recounted FROM calendars ORDER BY edition", {}, 4,
                [&](const Row& row) {
                  calendars.push_back({row.Number(0), row.Text(1), row.Time(2), row.Number(3) != 0});
                });
  return calendars;
}

void MarkRecounted(Session& session, std::int64_t edition) {
  session.Execute("UPDATE calendars SET recounted = 1 WHERE edition = :edition", {{"edition", edition}});
}

}  // namespace charter::storage
