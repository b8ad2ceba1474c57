// The files that items name: who may name one, and who may read it by that.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/data/file_ref.h"
#include "engine/ports/files.h"
#include "engine/ports/records.h"
#include "engine/run/snapshot.h"
#include "engine/service/caller.h"

namespace charter {

// SHA-256 of contents.
using FileSet = std::set<std::string>;

// Adds what the item names as it stands: in its fields, in its activities, and in what its children told it.
void AddFilesOf(const Chart& chart, const Snapshot& snapshot, FileSet& files);
// Adds whatever looks like a file, for what has no schema here: what another item tells.
void AddFilesIn(const Value& value, FileSet& files);

// What is against naming these. Each is to be there, to have been brought by `giver` or be one of `known`,
// and to fit its field. input_invalid, file_type_refused, file_too_large.
std::optional<Refusal> RefuseFiles(Files& files, const TenantId& tenant, const PersonId& giver,
                                   const std::vector<NamedFile>& named, const FileSet& known);

// The file with this SHA-256, as what the viewer is shown of the item names it.
std::optional<FileRef> FindShown(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                                 const Viewer& viewer, const WorkCalendar& calendar,
                                 const std::string& sha256);
// The same for an event, as its history shows it.
std::optional<FileRef> FindHandedIn(const Chart& chart, const HistoryRecord& row, const std::string& sha256);

}  // namespace charter
