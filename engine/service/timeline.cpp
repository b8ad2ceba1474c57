// An item's history in words.
#include <algorithm>

#include "engine/data/json.h"
#include "engine/run/edit.h"
#include "engine/run/offers.h"
#include "engine/run/withdrawal.h"
#include "engine/service/item_view.h"
#include "engine/service/service_impl.h"

namespace charter {
namespace {

Text TitlesOf(const Chart& chart, const std::vector<std::string>& states) {
  Text titles;
  for (const auto& id : states) {
    const StateIndex state = chart.FindState(id);
    const Text title =
        state == kNone ? Text{id, id} : TitleOfState(chart.states[static_cast<std::size_t>(state)]);
    if (!titles.empty()) titles = titles + Text{"、", ", "};
    titles = titles + Text{title.In(Language::kZh), title.In(Language::kEn)};
  }
  return titles;
}

// The fields by their titles, as far as the reader may know of them.
Text ChangedFields(const Chart& chart, const HistoryRecord& row) {
  Text titles;
  const auto detail = ParseJson(row.detail);
  const Value* changes = detail && detail->is(Kind::kMap) ? detail->Find(kChangesDetail) : nullptr;
  for (const Field& field : chart.data) {
    const auto is_it = [&](const Value& change) { return change.Find("field")->AsString() == field.name; };
    if (changes == nullptr || std::none_of(changes->AsList().begin(), changes->AsList().end(), is_it))
      continue;
    const Text title = field.title.empty() ? Text{field.name, field.name} : field.title;
    titles = titles + (titles.empty() ? Text{"：", ": "} : Text{"、", ", "}) +
             Text{title.In(Language::kZh), title.In(Language::kEn)};
  }
  return Text{"修改字段", "Changed fields"} + titles;
}

// What happened, as people call it. `known`: what people may ever send.
Text WhatOf(const Chart& chart, const std::vector<Offer>& known, const HistoryRecord& row) {
  const std::string& event = row.event;
  if (event == kCreateEvent) return {"建立", "Created"};
  if (event == kTimerEvent) return {"期限到达", "A time was over"};
  if (event == kCalendarEvent) return {"工作日历更新，期限调整", "A new work calendar moved deadlines"};
  if (event == kFieldsEvent) return ChangedFields(chart, row);
  if (event == kErasureEvent)
    return {"注销个人信息，从历史中除去姓名", "A name was taken out of the history"};
  if (event == kFaultEvent) return {"出错，待管理员处理", "At fault, waits for an administrator"};
  if (event == kChildChanged) return {"下级事项有变化", "An item under it has changed"};
  if (const auto withdrawn = WithdrawnBy(chart, event))
    return WithdrawalTitle(chart, std::string(*withdrawn));
  for (const Offer& offer : known) {
    if (offer.event == event && !offer.title.empty()) return offer.title;
  }
  return {event, event};
}

std::string NameOf(const HistoryRecord& row) {
  const auto actor = ParseJson(row.actor);
  const Value* name = actor && actor->is(Kind::kMap) ? actor->Find("name") : nullptr;
  return name != nullptr && name->is(Kind::kString) ? std::string(name->AsString()) : std::string();
}

// For whom he did it; "" where for himself.
std::string LenderOf(const HistoryRecord& row) {
  const auto actor = ParseJson(row.actor);
  const Value* others = actor && actor->is(Kind::kMap) ? actor->Find("on_behalf_of") : nullptr;
  if (others == nullptr || !others->is(Kind::kList) || others->AsList().empty()) return {};
  const Value* name = others->AsList().front().Find("name");
  return name != nullptr && name->is(Kind::kString) ? std::string(name->AsString()) : std::string();
}

// What was written with it: the texts of its input, such as a reason or an opinion.
std::string RemarkOf(const HistoryRecord& row) {
  std::string remark;
  const auto input = ParseJson(row.input);
  if (!input || !input->is(Kind::kMap) || row.event == kCreateEvent) return remark;
  for (const char* name : {"reason", "opinion", "comment", "message", "note", "remark"}) {
    const Value* text = input->Find(name);
    if (text == nullptr || !text->is(Kind::kString)) continue;
    remark += (remark.empty() ? "" : "; ") + std::string(text->AsString());
  }
  return remark;
}

}  // namespace

Outcome<Page<TimelineEntry>> Service::Timeline(const Caller& caller, const ItemId& id, std::int64_t after_rev,
                                               int limit) {
  auto history = History(caller, id, after_rev, limit);
  if (!history) return tl::unexpected(std::move(history.error()));
  const auto record = impl_->ports.store.FindItem(caller.tenant, id);
  if (!record) return NoItem(id);
  const auto chart = impl_->charts.Get(caller.tenant, *record);
  const auto known = OtherOffers(*chart, {});
  Page<TimelineEntry> page;
  page.next = std::move(history->next);
  for (const HistoryRecord& row : history->rows) {
    TimelineEntry& entry = page.rows.emplace_back();
    entry.rev = row.rev;
    entry.at = row.at;
    entry.event = row.event;
    entry.who = NameOf(row);
    entry.what = WhatOf(*chart, known, row);
    entry.remark = RemarkOf(row);
    entry.text = Text{entry.what.In(Language::kZh), entry.what.In(Language::kEn)};
    if (const std::string lender = LenderOf(row); !lender.empty()) {
      entry.text =
          Text{entry.who + "（代 " + lender + "） ", entry.who + " for " + lender + ": "} + entry.text;
    } else if (!entry.who.empty()) {
      entry.text = Text{entry.who + " ", entry.who + ": "} + entry.text;
    }
    if (row.from != row.to) {
      const Text to = TitlesOf(*chart, row.to);
      entry.text = entry.text + (row.from.empty()
                                     ? Text{"，进入“" + to.zh + "”", ", now in " + to.en}
                                     : Text{"，由“" + TitlesOf(*chart, row.from).zh + "”转入“" + to.zh + "”",
                                            ", from " + TitlesOf(*chart, row.from).en + " to " + to.en});
    }
    if (!entry.remark.empty()) entry.text = entry.text + Text{"：", ": "} + entry.remark;
  }
  return page;
}

}  // namespace charter
