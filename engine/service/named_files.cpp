#include "engine/service/named_files.h"

#include <algorithm>
#include <utility>

#include "engine/data/json.h"
#include "engine/service/item_view.h"

namespace charter {
namespace {

// What is known of one that is named, and why it may not be.
struct Judged {
  Code code{};
  FieldError error;
};

std::string InMebibytes(std::int64_t bytes) {
  const auto tenths = (bytes * 10 + (1 << 20) - 1) >> 20;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " MiB";
}

// As the giver brought it himself; else as it is known.
std::optional<FileRecord> FindFor(Files& files, const TenantId& tenant, const PersonId& giver,
                                  const std::string& sha256, const FileSet& known) {
  if (auto brought = files.FindBrought(tenant, sha256, giver)) return std::move(brought->file);
  return known.contains(sha256) ? files.FindFile(tenant, sha256) : std::nullopt;
}

std::optional<Judged> Judge(Files& files, const TenantId& tenant, const PersonId& giver,
                            const NamedFile& named, const FileSet& known) {
  const auto ref = ParseFileRef(named.text);
  if (!ref)
    return Judged{Code::input_invalid,
                  {named.pointer,
                   "file",
                   {"应为已上传文件的 SHA-256，可加“/文件名”",
                    "must be the SHA-256 of a file that was uploaded, perhaps with /NAME"}}};
  const auto file = FindFor(files, tenant, giver, ref->sha256, known);
  // Whether others have brought it is not told.
  if (!file)
    return Judged{Code::input_invalid,
                  {named.pointer, "file", {"您没有上传过此文件", "is no file that you have uploaded"}}};
  const Schema& schema = *named.schema;
  if (!Accepts(schema, file->type)) {
    std::string accepted;
    for (const std::string& type : schema.accept) accepted += (accepted.empty() ? "" : ", ") + type;
    return Judged{Code::file_type_refused,
                  {named.pointer,
                   "accept",
                   {"文件类型为 " + file->type + "，此处只收 " + accepted,
                    "is " + file->type + ", and only " + accepted + " is taken here"}}};
  }
  if (schema.max_size && file->size > *schema.max_size) {
    const std::string most = InMebibytes(*schema.max_size);
    return Judged{Code::file_too_large,
                  {named.pointer,
                   "maxSize",
                   {"文件有 " + InMebibytes(file->size) + "，此处最大 " + most,
                    "has " + InMebibytes(file->size) + ", and at most " + most + " is taken here"}}};
  }
  return std::nullopt;
}

std::optional<FileRef> FindAmong(const std::vector<NamedFile>& files, const std::string& sha256) {
  for (const NamedFile& named : files) {
    auto ref = ParseFileRef(named.text);
    if (ref && ref->sha256 == sha256) return ref;
  }
  return std::nullopt;
}

// The names of members that hold files, in what people hand in and in what comes of it.
std::set<std::string, std::less<>> FileMembers(const Activity& activity) {
  std::set<std::string, std::less<>> names;
  if (activity.rules == nullptr) return names;
  for (const ActivityForm& form : activity.rules->forms()) {
    for (const Field& field : form.fields) {
      if (HoldsFiles(field.schema)) names.insert(field.name);
    }
  }
  return names;
}

// What an activity shows has no schema, but its members are called as they were handed in.
std::optional<FileRef> FindUnder(const std::set<std::string, std::less<>>& names, const Value& shown,
                                 const std::string& sha256) {
  if (shown.is(Kind::kList)) {
    for (const Value& item : shown.AsList()) {
      if (auto found = FindUnder(names, item, sha256)) return found;
    }
  }
  if (!shown.is(Kind::kMap)) return std::nullopt;
  for (const auto& [key, member] : shown.AsMap()) {
    if (member.is(Kind::kString) && names.contains(key.AsString())) {
      auto ref = ParseFileRef(member.AsString());
      if (ref && ref->sha256 == sha256) return ref;
    }
    if (auto found = FindUnder(names, member, sha256)) return found;
  }
  return std::nullopt;
}

// All that the input of an event by this name may be made of.
std::vector<const std::vector<Field>*> InputsOf(const Chart& chart, std::string_view event) {
  std::vector<const std::vector<Field>*> inputs;
  if (event == kCreateEvent || event == kFieldsEvent) inputs.push_back(&chart.data);
  for (const Transition& transition : chart.transitions) {
    if (Matches(transition.event, event)) inputs.push_back(&transition.input);
  }
  for (const Activity& activity : chart.activities) {
    if (activity.rules == nullptr || !event.starts_with(activity.id + ".")) continue;
    for (const ActivityForm& form : activity.rules->forms()) {
      if (event.substr(activity.id.size() + 1) == form.verb) inputs.push_back(&form.fields);
    }
  }
  return inputs;
}

}  // namespace

void AddFilesIn(const Value& value, FileSet& files) {
  if (value.is(Kind::kString)) {
    if (auto ref = ParseFileRef(value.AsString())) files.insert(std::move(ref->sha256));
  } else if (value.is(Kind::kList)) {
    for (const Value& item : value.AsList()) AddFilesIn(item, files);
  } else if (value.is(Kind::kMap)) {
    for (const auto& [key, member] : value.AsMap()) AddFilesIn(member, files);
  }
}

void AddFilesOf(const Chart& chart, const Snapshot& snapshot, FileSet& files) {
  std::vector<NamedFile> named;
  AddFiles(chart.data, snapshot.data, named);
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    if (!snapshot.activities[i].is(Kind::kAbsent) && chart.activities[i].rules != nullptr)
      AddFiles(chart.activities[i].rules->state(), snapshot.activities[i], "", named);
  }
  for (std::size_t i = 0; i < snapshot.results.size(); ++i) {
    if (!snapshot.results[i].is(Kind::kAbsent))
      AddFiles(chart.activities[i].kind->outcome, snapshot.results[i], "", named);
  }
  for (const NamedFile& each : named) {
    if (auto ref = ParseFileRef(each.text)) files.insert(std::move(ref->sha256));
  }
  for (const ChildFact& child : snapshot.children) {
    AddFilesIn(child.output, files);
    AddFilesIn(child.data, files);
  }
}

std::optional<Refusal> RefuseFiles(Files& files, const TenantId& tenant, const PersonId& giver,
                                   const std::vector<NamedFile>& named, const FileSet& known) {
  std::optional<Refusal> refusal;
  for (const NamedFile& each : named) {
    auto judged = Judge(files, tenant, giver, each, known);
    if (!judged) continue;
    if (!refusal) {
      refusal = Refusal{judged->code,
                        {"文件不能用：" + judged->error.message.zh,
                         "a file cannot be used: it " + judged->error.message.en},
                        {"先上传（POST /v1/uploads 或 /v1/files），再填写答复中的 ref",
                         "upload it first (POST /v1/uploads or /v1/files), and give the `ref` of the answer"},
                        {},
                        {}};
    }
    const auto same = [&](const FieldError& error) { return error.pointer == judged->error.pointer; };
    if (std::none_of(refusal->fields.begin(), refusal->fields.end(), same))
      refusal->fields.push_back(std::move(judged->error));
  }
  return refusal;
}

std::optional<FileRef> FindShown(const Chart& chart, const ItemInfo& item, const Snapshot& snapshot,
                                 const Viewer& viewer, const WorkCalendar& calendar,
                                 const std::string& sha256) {
  std::vector<NamedFile> named;
  for (std::size_t i = 0; i < chart.data.size(); ++i) {
    const Field& field = chart.data[i];
    if (HoldsFiles(field.schema) && MayRead(field, viewer.actor.roles))
      AddFiles(field.schema, snapshot.data[i], "", named);
  }
  for (std::size_t i = 0; i < snapshot.results.size(); ++i) {
    if (!snapshot.results[i].is(Kind::kAbsent))
      AddFiles(chart.activities[i].kind->outcome, snapshot.results[i], "", named);
  }
  if (auto found = FindAmong(named, sha256)) return found;
  for (std::size_t i = 0; i < snapshot.activities.size(); ++i) {
    const auto names = FileMembers(chart.activities[i]);
    if (names.empty()) continue;
    const Value shown = ShownOf(chart, item, snapshot, viewer, calendar, static_cast<ActivityIndex>(i));
    if (auto found = FindUnder(names, shown, sha256)) return found;
  }
  return std::nullopt;
}

std::optional<FileRef> FindHandedIn(const Chart& chart, const HistoryRecord& row, const std::string& sha256) {
  if (row.input.find(sha256) == std::string::npos) return std::nullopt;
  const auto input = ParseJson(row.input);
  if (!input || !input->is(Kind::kMap)) return std::nullopt;
  for (const std::vector<Field>* fields : InputsOf(chart, row.event)) {
    std::vector<NamedFile> named;
    for (const Field& field : *fields) {
      if (const Value* value = input->Find(field.name); value != nullptr)
        AddFiles(field.schema, *value, "", named);
    }
    if (auto found = FindAmong(named, sha256)) return found;
  }
  return std::nullopt;
}

}  // namespace charter
