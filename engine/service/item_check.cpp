#include "engine/service/item_check.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <set>
#include <utility>
#include <vector>

#include "engine/data/failure.h"
#include "engine/data/json.h"
#include "engine/data/micros.h"
#include "engine/data/person_names.h"
#include "engine/ports/chain.h"
#include "engine/run/label.h"
#include "engine/run/life_cycle.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/json_difference.h"
#include "engine/service/ledger_check.h"

namespace charter {
namespace {

Difference Of(const Trail& trail, std::int64_t rev, std::string field, std::string what) {
  return {trail.id, trail.item ? trail.item->number : "", rev, std::move(field), std::move(what)};
}

std::string Names(const std::vector<std::string>& names) {
  std::string text = "[";
  for (const std::string& name : names) text += (text.size() > 1 ? ", " : "") + name;
  return text + "]";
}

std::string Unlike(const std::string& expected, const std::string& found) {
  return "expected " + expected + ", found " + found;
}

std::optional<Difference> CheckPresence(const Trail& trail) {
  if (trail.item && !trail.history.empty()) return std::nullopt;
  if (trail.item) return Of(trail, 0, "", "the item has no history");
  std::string rest = "a ledger entry of it";
  if (!trail.leaves.empty()) {
    rest = "seal " + std::to_string(trail.leaves.back().seal) + ", which covers its revision " +
           std::to_string(trail.leaves.back().rev);
  }
  if (!trail.history.empty()) rest = "the history of " + std::to_string(trail.history.size()) + " revisions";
  return Of(trail, 0, "", "the item is gone; what is left is " + rest);
}

std::optional<Difference> CheckLeaves(const Trail& trail) {
  std::int64_t before = 0;
  for (const SealLeaf& leaf : trail.leaves) {
    const std::string seal = "seal " + std::to_string(leaf.seal);
    if (leaf.before != before) {
      return Of(trail, leaf.rev, "",
                seal + " covers it after revision " + std::to_string(leaf.before) +
                    ", seals before it end at " + std::to_string(before));
    }
    before = leaf.rev;
    if (leaf.rev > static_cast<std::int64_t>(trail.history.size())) {
      return Of(trail, leaf.rev, "",
                "it is missing: " + seal + " covers it, the history ends at revision " +
                    std::to_string(trail.history.size()));
    }
    const std::string& hash = trail.history[static_cast<std::size_t>(leaf.rev) - 1].hash;
    if (hash != leaf.head) {
      return Of(trail, leaf.rev, "hash",
                "the history up to here was written anew after " + seal + ": " + Unlike(leaf.head, hash));
    }
  }
  return std::nullopt;
}

std::optional<Difference> CheckRow(const Trail& trail, const std::string& field, const std::string& expected,
                                   const std::string& found) {
  if (expected == found) return std::nullopt;
  return Of(trail, 0, field, Unlike(expected, found));
}

// The columns of the item that say again what its snapshot says.
std::optional<Difference> CheckColumns(const Trail& trail, const Chart& chart, const Snapshot& replayed,
                                       const std::string& title) {
  const ItemRecord& item = *trail.item;
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const auto kept = [](Timestamp instant) { return charter::ToString(Kept(instant)); };
  for (const auto& [field, expected, found] : std::initializer_list<std::array<std::string, 3>>{
           {"sealed", number(replayed.unseen->count), number(item.sealed)},
           {"updated_at", kept(replayed.ShownAt()), kept(item.updated_at)},
           {"status", std::string(NameOf(replayed.status)), item.status},
           {"states", Names(ActiveIds(chart, replayed)), Names(item.states)},
           {"title", title, item.title}}) {
    if (auto difference = CheckRow(trail, field, expected, found)) return difference;
  }
  return std::nullopt;
}

std::optional<Difference> CheckSnapshot(const Trail& trail, const Chart& chart, const Snapshot& replayed) {
  const std::string text = WriteSnapshot(chart, replayed);
  std::string stored = trail.item->snapshot;
  if (text == stored) return std::nullopt;
  if (!replayed.activities.empty()) {
    try {
      const Snapshot snapshot = ReadSnapshot(chart, stored);
      if (WriteSnapshot(chart, snapshot) == stored)
        stored = WriteSnapshot(chart, AsReplayed(chart, snapshot));
    } catch (const Failure&) {
      // Not one that was ever written: told as it stands.
    }
    if (text == stored) return std::nullopt;
  }
  const JsonDifference first = FirstJsonDifference(text, stored);
  return Of(trail, 0, "snapshot",
            "the snapshot differs from its history" + (first.path.empty() ? "" : " at " + first.path) + ": " +
                Unlike(first.expected, first.found));
}

}  // namespace

bool Shows(const HistoryRecord& row) {
  if (row.detail.find("\"sealed\"") == std::string::npos) return true;
  const auto detail = ParseJson(row.detail);
  return !detail || !detail->is(Kind::kMap) || detail->Find("sealed") == nullptr;
}

std::string ToString(const Difference& difference) {
  std::string place = difference.rev > 0 ? "revision " + std::to_string(difference.rev) : "";
  if (!difference.field.empty()) place += (place.empty() ? "" : ", ") + difference.field;
  return place.empty() ? difference.what : place + ": " + difference.what;
}

ItemCheck::ItemCheck(ChartCache& charts, Calendars& calendars, std::vector<ErasureRecord> erasures)
    : charts_(charts),
      calendars_(calendars),
      erasures_(std::move(erasures)),
      replayer_([this](std::int64_t edition) -> const WorkCalendar& { return calendars_.Get(edition); }) {}

std::optional<Difference> ItemCheck::Check(const TenantId& tenant, const Trail& trail) {
  if (auto difference = CheckPresence(trail)) return difference;
  if (auto difference = CheckHistory(tenant, trail)) return difference;
  if (auto difference = CheckNames(trail)) return difference;
  if (auto difference = CheckLeaves(trail)) return difference;
  try {
    return CheckReplay(trail, *charts_.Get(tenant, *trail.item));
  } catch (const Failure& failure) {
    return Of(trail, 0, "", failure.what());
  }
}

std::optional<Difference> ItemCheck::CheckHistory(const TenantId& tenant, const Trail& trail) {
  tenant_ = &tenant;
  const ItemRecord& item = *trail.item;
  std::string head = ChainStart(tenant, item);
  for (std::size_t i = 0; i < trail.history.size(); ++i) {
    const HistoryRecord& row = trail.history[i];
    const auto rev = static_cast<std::int64_t>(i) + 1;
    if (row.rev != rev) {
      return Of(trail, rev, "",
                "it is missing from the history; the next one there is " + std::to_string(row.rev));
    }
    std::string hash = ChainHash(head, row);
    if (hash != row.hash) {
      const bool next_holds = i + 1 < trail.history.size()
                                  ? ChainHash(hash, trail.history[i + 1]) == trail.history[i + 1].hash
                                  : hash == item.head;
      if (next_holds) return Of(trail, rev, "hash", Unlike(hash, row.hash));
      return Edited(trail, i, hash);
    }
    head = std::move(hash);
  }
  const std::int64_t last = trail.history.back().rev;
  if (last < item.rev) {
    return Of(trail, last + 1, "",
              "it is missing from the history: the item stands at revision " + std::to_string(item.rev));
  }
  if (last > item.rev) {
    return Of(trail, 0, "rev",
              "the history goes on to revision " + std::to_string(last) + ", " +
                  Unlike(std::to_string(last), std::to_string(item.rev)));
  }
  if (head != item.head) return Of(trail, 0, "head", Unlike(head, item.head));
  return std::nullopt;
}

std::optional<Difference> ItemCheck::CheckNames(const Trail& trail) const {
  std::set<std::pair<std::int64_t, std::string>> erased;  // that an event says were
  for (const HistoryRecord& row : trail.history) {
    if (row.event != kErasureEvent || row.source != "system") continue;
    const auto said = ParseJson(row.input);
    const auto text = [&](const char* key) {
      const Value* value = said && said->is(Kind::kMap) ? said->Find(key) : nullptr;
      return value != nullptr && value->is(Kind::kString) ? std::string(value->AsString()) : std::string();
    };
    const std::string person = text("person");
    const bool recorded = std::any_of(erasures_.begin(), erasures_.end(), [&](const ErasureRecord& each) {
      return each.person.value == person && each.hash == text("erasure");
    });
    if (!recorded) {
      return Of(trail, row.rev, "names",
                "it says that the name of " + person + " was erased, and no record of erasures does");
    }
    const Value* revs = said->Find("revs");
    if (revs == nullptr || !revs->is(Kind::kList)) continue;
    for (const Value& rev : revs->AsList()) {
      if (rev.is(Kind::kInt)) erased.emplace(rev.AsInt(), person);
    }
  }
  for (const HistoryRecord& row : trail.history) {
    const auto names = ReadPersonNames(row.names);
    if (!names) return Of(trail, row.rev, "names", "they are not as they were written");
    for (const auto& [person, name] : *names) {
      const bool said = erased.contains({row.rev, person});
      if (name.is_erased() == said) continue;
      return Of(trail, row.rev, "names",
                said
                    ? "the name of " + person + " is there again"
                    : "the name of " + person + " is gone, and no event of the item says that it was erased");
    }
  }
  return std::nullopt;
}

Difference ItemCheck::Edited(const Trail& trail, std::size_t row, const std::string& expected) {
  const HistoryRecord& edited = trail.history[row];
  Difference difference =
      Of(trail, edited.rev, "", "its content is not what was written: " + Unlike(expected, edited.hash));
  if (row == 0) difference.what += "; or a fact of the item that it is chained to is another";
  try {
    const auto chart = charts_.Get(*tenant_, *trail.item);
    replayer_.Begin(*chart, InfoOf(*trail.item));
    for (std::size_t i = 0; i < row; ++i) {
      if (replayer_.Follow(trail.history[i])) return difference;
    }
    const auto compare = [&](const char* field, const std::vector<std::string>& states,
                             const std::vector<std::string>& found) {
      if (states == found) return false;
      difference.field = field;
      difference.what = Unlike(Names(states), Names(found));
      return true;
    };
    const auto before = row == 0 ? std::vector<std::string>() : ActiveIds(*chart, replayer_.snapshot());
    if (compare("from", before, edited.from)) return difference;
    if (const auto refused = replayer_.Follow(edited)) {
      difference.what += "; " + *refused;
    } else {
      compare("to", ActiveIds(*chart, replayer_.snapshot()), edited.to);
    }
  } catch (const Failure& failure) {
    difference.what += std::string("; ") + failure.what();
  }
  return difference;
}

std::optional<Difference> ItemCheck::CheckReplay(const Trail& trail, const Chart& chart) {
  const ItemInfo info = InfoOf(*trail.item);
  replayer_.Begin(chart, info);
  const auto label = [&] { return LabelOf(chart, info, replayer_.snapshot(), replayer_.calendar()); };
  std::string title;
  bool shown = false;             // whether the row before shows
  std::vector<std::string> from;  // where it left the item
  for (const HistoryRecord& row : trail.history) {
    const bool shows = Shows(row);
    if (shown && !shows) title = label();
    shown = shows;
    if (auto refused = replayer_.Follow(row)) return Of(trail, row.rev, "", *refused);
    std::vector<std::string> to = ActiveIds(chart, replayer_.snapshot());
    if (row.from != from) return Of(trail, row.rev, "from", Unlike(Names(from), Names(row.from)));
    if (row.to != to) return Of(trail, row.rev, "to", Unlike(Names(to), Names(row.to)));
    from = std::move(to);
  }
  if (shown) title = label();
  const Snapshot& replayed = replayer_.snapshot();
  if (auto difference = CheckSnapshot(trail, chart, replayed)) return difference;
  if (auto difference = CheckColumns(trail, chart, replayed, title)) return difference;
  if (auto wrong = DifferenceFromLedger(replayed, trail.entries)) return Of(trail, 0, "ledger", *wrong);
  return std::nullopt;
}

}  // namespace charter
