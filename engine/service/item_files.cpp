// Files by the items that name them. Who may read the field may read the file, and nobody else: no row says
// so, and nothing has to be kept in step with it.
#include "engine/run/masking.h"
#include "engine/run/replay.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/named_files.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr int kRowsAtOnce = 200;

}  // namespace

Outcome<ItemFile> Service::FindFile(const Caller& caller, const ItemId& id, const std::string& sha256) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(id);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  const Masking masking(*chart, snapshot);
  const auto find = [&]() -> std::optional<FileRef> {
    if (impl_->ports.files == nullptr || !IsSha256(sha256)) return std::nullopt;
    const Viewer viewer = ViewerOf(ReaderOf(caller, record->org_path));
    if (auto shown = FindShown(*chart, InfoOf(*record), snapshot, viewer,
                               impl_->calendars.Get(snapshot.calendar), sha256))
      return shown;
    const HistoryReader reader(*chart, snapshot, caller.person.id, viewer.actor.roles);
    for (std::int64_t after = 0;;) {
      auto rows = impl_->ports.store.History(caller.tenant, id, after, kRowsAtOnce);
      if (rows.empty()) return std::nullopt;
      after = rows.back().rev;
      for (HistoryRecord& row : rows) {
        if (row.input.find(sha256) == std::string::npos || !reader.Show(row)) continue;
        if (auto handed_in = FindHandedIn(*chart, row, sha256)) return handed_in;
      }
    }
  };
  const auto ref = find();
  auto file = ref ? impl_->ports.files->FindFile(caller.tenant, sha256) : std::nullopt;
  if (!file) return Refused(Code::no_such_resource, {"事项中没有此文件", "the item names no such file"});
  return ItemFile{*std::move(file), masking.Of(ref->name)};
}

}  // namespace charter
