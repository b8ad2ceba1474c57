// A list is the common part of the ranges of several keys in item_keys, of which each lies in the order of
// the list: one of them is walked, and of each of its items is asked whether it has the other keys. Where a
// stretch begins, a look at each range tells where the next common item can be at the earliest, and which
// range is the sparsest from there: the one whose item four pages on lies farthest.
#include "storage/item_list.h"

#include <algorithm>

#include "storage/items.h"
#include "storage/key_filter.h"
#include "storage/list_rows.h"
#include "storage/overdue_list.h"

namespace charter::storage {
namespace {

constexpr std::int64_t kPagesAhead = 4;
// A page takes at most ten stretches.
constexpr int kMostStretches = 10;

using ItemWalk = Walk<ItemRecord, std::string>;

class ItemLister {
 public:
  ItemLister(Session& session, const TenantId& tenant, const KeyFilter& filter, std::size_t limit)
      : session_(session),
        tenant_(tenant),
        filter_(filter),
        limit_(limit),
        steps_(kMostSteps / kMostStretches * static_cast<std::int64_t>(limit)) {}

  ItemWalk Run(std::string after) {
    ItemWalk walk;
    for (int stretch = 0; walk.rows.size() < limit_; ++stretch) {
      if (stretch == kMostStretches) {
        walk.stopped = after;
        break;
      }
      const auto walked = Sparsest(after);
      if (!walked && !filter_.keys().empty()) break;
      const std::size_t read = Step(walked, after, walk.rows);
      if (read < limit_) {
        const auto end = ItemAfter(walked, after, steps_ - 1);
        if (!end) break;
        after = *end;
      } else {
        after = last_;
      }
    }
    return walk;
  }

 private:
  // "SELECT id FROM ... in the order of the list", of one key or of all items.
  [[nodiscard]] static std::string Range(bool of_key) {
    return of_key ? "SELECT item FROM item_keys WHERE tenant = :tenant AND key = :walked AND item < :after "
                    "ORDER BY item DESC"
                  : "SELECT id AS item FROM items WHERE tenant = :tenant AND id < :after ORDER BY id DESC";
  }

  Params ParamsFor(const std::optional<std::size_t>& walked, const std::string& after) const {
    Params params = {{"tenant", tenant_}, {"after", after}};
    if (walked) params.emplace_back("walked", filter_.keys()[*walked]);
    return params;
  }

  std::optional<std::string> ItemAfter(const std::optional<std::size_t>& walked, const std::string& after,
                                       std::int64_t steps) {
    Params params = ParamsFor(walked, after);
    params.emplace_back("steps", steps);
    std::optional<std::string> item;
    session_.Query(Range(walked.has_value()) + " LIMIT 1 OFFSET :steps", params, 1,
                   [&](const Row& row) { item = row.Text(0); });
    return item;
  }

  // The key to be walked, and `after` moved to where the next item with all keys can be; nothing where there
  // is none.
  std::optional<std::size_t> Sparsest(std::string& after) {
    const std::size_t count = filter_.keys().size();
    if (count < 2) return count == 0 ? std::nullopt : std::optional<std::size_t>(0);
    for (int leaps = 0;; ++leaps) {
      const auto looks = LookAhead(after);
      std::string next = after;
      std::size_t sparsest = 0;
      bool all_reach = true;
      for (const Look& look : looks) next = std::min(next, look.first);
      for (std::size_t i = 0; i < count; ++i) {
        if (looks[i].first.empty()) return std::nullopt;
        if (looks[i].ahead < looks[sparsest].ahead) sparsest = i;
        all_reach = all_reach && looks[i].ahead <= next;
      }
      // No text lies between an id and the same with this behind it.
      after = next + '\x01';
      // What was looked at lies before the next item: it says nothing of what comes after it.
      if (all_reach || leaps == kMostStretches) return sparsest;
    }
  }

  struct Look {
    std::string first;  // the next item of the range; "": there is none
    std::string ahead;  // the item four pages on; "": there are fewer
  };
  std::vector<Look> LookAhead(const std::string& after) {
    const auto& keys = filter_.keys();
    Params params = {
        {"tenant", tenant_}, {"after", after}, {"ahead", kPagesAhead * static_cast<std::int64_t>(limit_)}};
    std::string sql;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::string name = "key" + std::to_string(i);
      const std::string range = "(SELECT item FROM item_keys WHERE tenant = :tenant AND key = :" + name +
                                " AND item < :after ORDER BY item DESC LIMIT 1";
      sql += (i == 0 ? "SELECT " : ", ") + range + "), " + range + " OFFSET :ahead)";
      params.emplace_back(name, keys[i]);
    }
    std::vector<Look> looks(keys.size());
    session_.Query(sql, params, static_cast<int>(2 * keys.size()), [&](const Row& row) {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const int column = static_cast<int>(2 * i);
        looks[i] = {row.Text(column), row.Text(column + 1)};
      }
    });
    return looks;
  }

  // Adds the items of the next steps_ of the range that fit; returns how many have the keys, at most limit_.
  std::size_t Step(const std::optional<std::size_t>& walked, const std::string& after,
                   std::vector<ItemRecord>& rows) {
    Params params = ParamsFor(walked, after);
    params.emplace_back("steps", steps_);
    params.emplace_back("limit", static_cast<std::int64_t>(limit_));
    // The rows of the innermost query come out in its order: nothing is joined to them but one by one.
    std::string sql = "SELECT " + std::string(kListedColumns) + " FROM (SELECT d.item FROM (" +
                      Range(walked.has_value()) + " LIMIT :steps) d WHERE 1 = 1";
    filter_.AppendConditions(sql, "d.item", walked, params);
    sql += " LIMIT :limit) w CROSS JOIN {item_of:w.item} i WHERE i.tenant = :tenant AND i.id = w.item";
    std::size_t read = 0;
    session_.Query(sql, params, kListedColumnCount, [&](const Row& row) {
      ++read;
      last_ = row.Text(0);
      if (filter_.Finds(row.Text(7), row.Text(1)) && rows.size() < limit_)
        rows.push_back(ReadListedItem(row));
    });
    return read;
  }

  Session& session_;
  const TenantId& tenant_;
  const KeyFilter& filter_;
  const std::size_t limit_;
  const std::int64_t steps_;
  std::string last_;
};

KeyFilter FilterOf(const ItemQuery& query) {
  KeyFilter filter;
  if (query.parent) filter.Add(key::Parent(query.parent->value));
  filter.AddText(query.text);
  if (query.state) filter.Add(key::State(*query.state));
  if (query.workflow) filter.Add(key::Workflow(*query.workflow));
  if (query.status) filter.Add(key::Status(*query.status));
  return filter;
}

}  // namespace

Page<ItemRecord> ListItems(Session& session, const TenantId& tenant, const ItemQuery& query) {
  Page<ItemRecord> page;
  const auto places = PlacesWithin(query.scopes, query.org_path);
  const KeyFilter filter = FilterOf(query);
  if (places.empty() || query.limit <= 0 || filter.finds_nothing()) return page;
  if (query.overdue_at) return ListOverdue(session, tenant, query, places, filter);

  // One more than a page: there is a next one.
  const auto limit = static_cast<std::size_t>(query.limit);
  std::string stopped;
  for (const std::string& place : places) {
    KeyFilter in_place = filter;
    if (!place.empty()) in_place.Add(key::Place(place));
    ItemWalk walk = ItemLister(session, tenant, in_place, limit + 1)
                        .Run(query.after.empty() ? FirstOfAll() : query.after);
    if (walk.stopped) stopped = std::max(stopped, *walk.stopped);
    std::move(walk.rows.begin(), walk.rows.end(), std::back_inserter(page.rows));
  }
  std::sort(page.rows.begin(), page.rows.end(),
            [](const ItemRecord& a, const ItemRecord& b) { return a.id > b.id; });
  // Beyond where one place stopped, others may have more that come first.
  while (!page.rows.empty() && page.rows.back().id.value < stopped) page.rows.pop_back();
  page.next = stopped;
  if (page.rows.size() > limit) {
    page.rows.resize(limit);
    page.next = page.rows.back().id.value;
  }
  return page;
}

}  // namespace charter::storage
