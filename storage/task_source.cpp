// Tasks of a role lie in two orders. Mostly a few steps through all tasks of the role, in the order of the
// list, fill a page. Where few of them are at the place, these few are read whole and sorted; where many are,
// the steps through all go on, since a page is then not far. None of this depends on how many tasks there are
// elsewhere.
#include "storage/task_source.h"

#include <algorithm>
#include <iterator>
#include <limits>

#include "storage/path_scope.h"

namespace charter::storage {
namespace {

// For each row of a page. For a page of 50 the first try goes through 1,000 tasks in a third of a
// millisecond; another 1,000 are few, and are read and sorted in three; with more of them among 400,000 tasks
// of the role a page is found within 20,000 on average.
constexpr std::int64_t kFirstSteps = 20;
constexpr std::int64_t kFew = 20;
constexpr std::int64_t kMostTaskSteps = 400;

constexpr std::string_view kTaskColumns = "state, role, since, due, item, person, org_path";
constexpr std::string_view kInOrder = "due, since, item, state, role, person";

using TaskWalk = Walk<PlacedTask, TaskCursor>;

class TaskLister {
 public:
  TaskLister(Session& session, const TenantId& tenant, const TaskSource& source, const KeyFilter& filter,
             std::size_t limit)
      : session_(session),
        tenant_(tenant),
        source_(source),
        filter_(filter),
        limit_(limit),
        end_(EndOfPrefix(source.place)) {}

  TaskWalk Run(const std::optional<TaskCursor>& after) {
    const TaskCursor start = after ? *after : BeforeAll();
    if (!source_.role) return Through(OfPerson(), start, kAllSteps);
    TaskWalk walk = Through(OfRoleInOrder(), start, StepsFor(kFirstSteps));
    if (!walk.stopped) return walk;
    after_ = start;
    if (HasFew()) return Through(OfRoleAtPlace(), start, kAllSteps);
    return Through(OfRoleInOrder(), start, StepsFor(kMostTaskSteps));
  }

 private:
  static constexpr std::int64_t kAllSteps = std::numeric_limits<std::int64_t>::max();
  [[nodiscard]] std::int64_t StepsFor(std::int64_t each) const {
    return each * static_cast<std::int64_t>(limit_);
  }

  TaskWalk Through(const std::string& range, const TaskCursor& start, std::int64_t steps) {
    after_ = start;
    TaskWalk walk;
    for (int tries = 0; walk.rows.size() < limit_; ++tries) {
      if (tries == kMostLooks) {
        walk.stopped = after_;
        break;
      }
      const std::size_t read = Step(range, steps, walk.rows);
      if (read < limit_) {
        if (steps != kAllSteps) walk.stopped = EndOfSteps(range, steps);
        break;
      }
      after_ = last_;
    }
    return walk;
  }

  static TaskCursor BeforeAll() {
    constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
    return {kFirst, kFirst, "", "", "", ""};
  }

  [[nodiscard]] Params ParamsOfRange() const {
    Params params = {{"tenant", tenant_},
                     {"person", source_.person},
                     {"place", std::string_view(source_.place)},
                     {"end", std::string_view(end_)},
                     {"due", after_.due},
                     {"since", after_.since},
                     {"item", std::string_view(after_.item)},
                     {"state", std::string_view(after_.state)},
                     {"after_role", std::string_view(after_.role)},
                     {"after_person", std::string_view(after_.person)}};
    if (source_.role) params.emplace_back("role", std::string_view(*source_.role));
    if (source_.overdue_at) params.emplace_back("overdue_at", *source_.overdue_at);
    return params;
  }

  [[nodiscard]] std::string After(const std::string& due) const {
    return " AND (" + due +
           ", since, item, state, role, person) > (:due, :since, :item, :state, :after_role, " +
           ":after_person)" + (source_.overdue_at ? " AND " + due + " <= :overdue_at" : "");
  }
  [[nodiscard]] std::string OfPerson() const {
    return "SELECT " + std::string(kTaskColumns) +
           " FROM tasks WHERE tenant = :tenant AND person = :person AND person <> ''" + After("due") +
           " ORDER BY due, since, item, state, role LIMIT :steps";
  }
  [[nodiscard]] std::string OfRoleInOrder() const {
    return "SELECT " + std::string(kTaskColumns) + " FROM tasks WHERE tenant = :tenant AND role = :role" +
           After("due") + " ORDER BY due, since, item, state, person LIMIT :steps";
  }
  // The sum keeps the planner from taking the other order.
  [[nodiscard]] std::string OfRoleAtPlace() const {
    return "SELECT " + std::string(kTaskColumns) +
           " FROM tasks WHERE tenant = :tenant AND role = :role AND org_path >= :place AND org_path < :end" +
           After("due + 0") + " ORDER BY due + 0, since, item, state, person LIMIT :steps";
  }

  bool HasFew() {
    Params params = ParamsOfRange();
    params.emplace_back("few", StepsFor(kFew));
    bool has_few = true;
    session_.Query(
        "SELECT 1 FROM tasks WHERE tenant = :tenant AND role = :role AND org_path >= :place AND "
        "org_path < :end LIMIT 1 OFFSET :few",
        params, 1, [&](const Row& /*row*/) { has_few = false; });
    return has_few;
  }

  // Where the steps from after_ ended; nothing: at the end of all.
  std::optional<TaskCursor> EndOfSteps(const std::string& range, std::int64_t steps) {
    Params params = ParamsOfRange();
    params.emplace_back("steps", steps);
    params.emplace_back("last", steps - 1);
    std::optional<TaskCursor> end;
    session_.Query("SELECT " + std::string(kInOrder) + " FROM (" + range + ") d LIMIT 1 OFFSET :last", params,
                   6, [&](const Row& row) {
                     end = TaskCursor{row.Number(0), row.Number(1), row.Text(2),
                                      row.Text(3),   row.Text(4),   row.Text(5)};
                   });
    return end;
  }

  // Adds what fits of the next steps of the range; returns how many have the keys, at most limit_.
  std::size_t Step(const std::string& range, std::int64_t steps, std::vector<PlacedTask>& rows) {
    Params params = ParamsOfRange();
    params.emplace_back("steps", steps);
    params.emplace_back("limit", static_cast<std::int64_t>(limit_));
    std::string sql =
        "SELECT w.state, w.role, w.since, w.due, w.item, w.person, i.number, i.workflow, i.version, i.title, "
        "i.org FROM (SELECT * FROM (" +
        range + ") d WHERE d.org_path >= :place AND d.org_path < :end";
    if (source_.role && !source_.of_persons_too) sql += " AND d.person = ''";
    if (source_.state) {
      sql += " AND d.state = :in_state";
      params.emplace_back("in_state", std::string_view(*source_.state));
    }
    if (source_.first_of_item) {
      sql +=
          " AND (SELECT 1 FROM tasks e WHERE e.tenant = :tenant AND e.item = d.item AND (e.due, e.since, "
          "e.state, e.role, e.person) < (d.due, d.since, d.state, d.role, d.person) LIMIT 1) IS NULL";
    }
    filter_.AppendConditions(sql, "d.item", std::nullopt, params);
    sql += " LIMIT :limit) w CROSS JOIN {item_of:w.item} i WHERE i.tenant = :tenant AND i.id = w.item";
    std::size_t read = 0;
    session_.Query(sql, params, 11, [&](const Row& row) {
      ++read;
      PlacedTask placed = ReadTask(row);
      last_ = placed.cursor;
      if (filter_.Finds(placed.row.title, placed.row.number) && rows.size() < limit_)
        rows.push_back(std::move(placed));
    });
    return read;
  }

  static PlacedTask ReadTask(const Row& row) {
    PlacedTask placed;
    TaskRow& task = placed.row;
    task.task = {row.Text(0), row.Text(1), row.Time(2), std::nullopt, PersonId(row.Text(5))};
    if (row.Number(3) != kNoDue) task.task.due = row.Time(3);
    task.item = ItemId(row.Text(4));
    task.number = row.Text(6);
    task.workflow = row.Text(7);
    task.version = static_cast<int>(row.Number(8));
    task.title = row.Text(9);
    task.org = OrgId(row.Text(10));
    placed.cursor = TaskCursor::Of(task.task, task.item);
    return placed;
  }

  Session& session_;
  const TenantId& tenant_;
  const TaskSource& source_;
  const KeyFilter& filter_;
  const std::size_t limit_;
  const std::string end_;
  TaskCursor after_;
  TaskCursor last_;
};

}  // namespace

TaskPage PageOfTasks(Session& session, const TenantId& tenant, const std::vector<TaskSource>& sources,
                     const KeyFilter& filter, const std::optional<TaskCursor>& after, std::size_t limit) {
  TaskPage page;
  std::optional<TaskCursor> stopped;
  for (const TaskSource& source : sources) {
    // One more than a page: there is a next one.
    TaskWalk walk = TaskLister(session, tenant, source, filter, limit + 1).Run(after);
    if (walk.stopped && (!stopped || *walk.stopped < *stopped)) stopped = walk.stopped;
    std::move(walk.rows.begin(), walk.rows.end(), std::back_inserter(page.tasks));
  }
  std::sort(page.tasks.begin(), page.tasks.end(),
            [](const PlacedTask& a, const PlacedTask& b) { return a.cursor < b.cursor; });
  // Beyond where one source stopped, others may have more that come first.
  while (stopped && !page.tasks.empty() && *stopped < page.tasks.back().cursor) page.tasks.pop_back();
  if (stopped) page.next = stopped->Write();
  if (page.tasks.size() > limit) {
    page.tasks.resize(limit);
    page.next = page.tasks.back().cursor.Write();
  }
  return page;
}

}  // namespace charter::storage
