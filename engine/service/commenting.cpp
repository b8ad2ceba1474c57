// What people say about items, beside their events.
#include <algorithm>
#include <utility>

#include "engine/data/utf8.h"
#include "engine/run/active_activity.h"
#include "engine/run/snapshot_json.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

constexpr std::size_t kLongestComment = 2000;  // characters

bool Contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Whether its rules tell people apart by their roles, as the two sides of a bargaining are.
bool HasSides(const Chart& chart) {
  return std::any_of(chart.transitions.begin(), chart.transitions.end(), [](const Transition& transition) {
    return transition.allow.source().find("in actor.roles") != std::string::npos;
  });
}

// Whether he may score in a blind review that goes on: what he says would tell who the reviewers are.
bool ReviewsBlindly(const Chart& chart, const Snapshot& snapshot, const Actor& actor) {
  for (std::size_t i = 0; i < chart.activities.size(); ++i) {
    const Activity& activity = chart.activities[i];
    if (!GoesOn(chart, snapshot, static_cast<ActivityIndex>(i)) || !ActsInSecret(activity)) continue;
    for (const ActivityForm& form : activity.rules->forms()) {
      if (form.verb == "score" && HoldsAny(actor, form.by)) return true;
    }
  }
  return false;
}

std::optional<Refusal> WhyNotReaders(const Chart& chart, const CommentCommand& command) {
  if (!command.to) {
    if (!HasSides(chart)) return std::nullopt;
    return InvalidInput("/to", "required",
                        {"此类事项分两方，请写明给哪些角色看；[] 为所有能查看事项的人",
                         "this item has sides: say which roles are to read it; [] is whoever sees the item"});
  }
  std::vector<std::string> known{std::string(kAdvisor)};
  for (const Role& role : chart.roles) known.push_back(role.id);
  for (const std::string& role : *command.to) {
    if (Contains(known, role)) continue;
    const auto nearest = Nearest(role, known);
    return InvalidInput("/to", "enum",
                        nearest
                            ? Text{"此流程没有角色 " + role + "，您是否要用 " + *nearest + "？",
                                   "the workflow has no role " + role + "; did you mean " + *nearest + "?"}
                            : Text{"此流程没有角色 " + role, "the workflow has no role " + role});
  }
  return std::nullopt;
}

}  // namespace

Outcome<CommentRecord> Service::Comment(const Caller& caller, const CommentCommand& command,
                                        const AnswerTo<CommentRecord>& answer) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, command.item);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(command.item);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const Actor reader = ReaderOf(caller, record->org_path);
  const bool is_blank = std::all_of(command.text.begin(), command.text.end(),
                                    [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  if (is_blank || CountCharacters(command.text) > kLongestComment) {
    return tl::unexpected(
        InvalidInput("/text", "maxLength", {"请填写 1 至 2000 个字", "must be 1 to 2,000 characters"}));
  }
  if (auto why = WhyNotReaders(*chart, command)) return tl::unexpected(*std::move(why));
  const Snapshot snapshot = ReadSnapshot(*chart, record->snapshot);
  if (ReviewsBlindly(*chart, snapshot, reader)) {
    return Refused(
        Code::not_allowed,
        {"盲评期间评委不发表意见", "while a blind review goes on, those who may score say nothing"},
        {"意见可写在打分的评语里", "a score has room for what you want to say"});
  }
  CommentRecord comment;
  comment.id = impl_->ports.ids.NextItem().value;
  comment.item = record->id;
  comment.at = impl_->ports.clock.Now();
  comment.person = caller.person.id;
  comment.name = caller.person.name;
  comment.roles = reader.roles;
  comment.to = command.to.value_or(std::vector<std::string>{});
  comment.text = Masking(*chart, snapshot).Of(command.text);
  const auto kept = MakeAnswer(answer, comment);
  if (!impl_->ports.store.AddComment(caller.tenant, comment, kept ? &*kept : nullptr))
    return tl::unexpected(KeyTaken());
  return comment;
}

Outcome<Page<CommentRecord>> Service::ListComments(const Caller& caller, const ItemId& item,
                                                   const std::string& after, int limit) {
  const auto record = impl_->ports.store.FindItem(caller.tenant, item);
  if (!record || !impl_->MaySee(caller, *record)) return NoItem(item);
  const Actor reader = ReaderOf(caller, record->org_path);
  auto page = impl_->ports.store.ListComments(caller.tenant, item, after, limit);
  // The item may hold numbers by now that it did not hold when they were said.
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const Masking masking(*chart, ReadSnapshot(*chart, record->snapshot));
  for (CommentRecord& comment : page.rows) comment.text = masking.Of(std::move(comment.text));
  if (Contains(reader.roles, std::string(kAuditor))) return page;
  std::erase_if(page.rows, [&](const CommentRecord& comment) {
    return !comment.to.empty() && comment.person != caller.person.id && !HoldsAny(reader, comment.to);
  });
  return page;
}

}  // namespace charter
