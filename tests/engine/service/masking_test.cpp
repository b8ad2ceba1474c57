// Personal numbers: masked in whatever is shown, read in clear by those whom the field names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/clock.h"
#include "api/item_ids.h"
#include "engine/data/json.h"
#include "engine/service/service.h"
#include "storage/open_store.h"

namespace charter {
namespace {

using testing::HasSubstr;
using testing::Not;

const char kRelief[] = R"yaml(workflow: relief
version: 1
label: "data.worker + ' ' + data.phone"
roles: {union: {}, office: {title: {zh: 帮扶中心, en: Relief office}}}
create: {by: union}
data:
  worker: {type: string, required: true}
  id_number: {type: string, format: id_number, read: [office, union], unmask: office, title: {zh: 身份证号, en: Identity number}}
  phone: {type: string, format: phone, required: true, unmask: [office, union]}
  accounts: {type: array, default: [], items: {type: object, properties: {bank: {type: string}, number: {type: string, format: bank_account}}}, unmask: office}
  copy: {type: string, readOnly: true}
  secret: {type: string, format: phone}
initial: open
states:
  open:
    on:
      check:
        by: [union, office]
        input: {phone: {type: string, format: phone}, reason: {type: string}}
        actions:
          - {assign: {copy: "'call ' + data.phone", phone: "has(input.phone) ? input.phone : data.phone"}}
          - {log: "'called ' + data.phone"}
          - {notify: {to: office, message: 已核对}}
      grant: {by: office, target: granted, guard: "data.phone.startsWith('139')"}
      end: {by: office, target: granted}
  granted: {type: final, output: "{'who': data.phone, 'call': data.copy}"}
)yaml";

constexpr const char* kId = "11010519491231002X";
constexpr const char* kPhone = "13812345678";
constexpr const char* kAccount = "6222021234567890123";

class Masked : public testing::Test {
 protected:
  Masked()
      : opened_(storage::OpenStore("memory:")),
        calendar_(WorkCalendar::Parse(R"({"years": {"2026": {"off": ["2026-01-01"], "make_up_work": []}}})")
                      .value()),
        clock_(ParseTimestamp("2026-01-05T09:00:00+08:00").value()),
        ids_(clock_),
        service_(Ports{opened_->store(), opened_->directory(), clock_, ids_, calendar_}) {
    opened_->directory().PutOrganizations(kTenant,
                                          {{OrgId("city"), std::nullopt, "city", {"市", "City"}, "city/"}});
    std::vector<Diagnostic> diagnostics;
    EXPECT_TRUE(service_.Publish(Who("administrator"), kRelief, diagnostics));
    for (const auto& diagnostic : diagnostics) {
      if (diagnostic.severity == Severity::kError) ADD_FAILURE() << Format(diagnostic, "relief.yaml");
    }
    CreateCommand create;
    create.workflow = "relief";
    create.data = ParseJson(R"({"worker": "王芳", "id_number": "11010519491231002X", "phone": "13812345678",
                                "accounts": [{"bank": "ICBC", "number": "6222021234567890123"}]})")
                      .value();
    const auto made = service_.Create(Who("union"), create);
    EXPECT_TRUE(made) << (made ? "" : made.error().message.en);
    if (made) id_ = made->record.id;
  }

  static Caller Who(const std::string& role) {
    return {kTenant, {PersonId(role), role, OrgId("city")}, {{role, OrgId("city"), "city/"}}};
  }
  Outcome<ItemView> Send(const std::string& role, const std::string& event, const char* input = "{}") {
    return service_.Send(Who(role), {id_, event, ParseJson(input).value(), {}});
  }
  static std::string AllOf(const ItemView& view) {
    std::string all = view.record.title + view.data + view.output;
    for (const auto& activity : view.activities) all += activity.outcome + activity.shown;
    for (const auto& event : view.events) {
      for (const auto& reason : event.reasons) all += reason.message.zh + reason.message.en + reason.hint.en;
    }
    return all;
  }
  static void ExpectMasked(const std::string& text) {
    for (const char* number : {kId, kPhone, kAccount, "13987654321"})
      EXPECT_THAT(text, Not(HasSubstr(number)));
  }

  inline static const TenantId kTenant{"city"};
  std::unique_ptr<storage::OpenedStore> opened_;
  WorkCalendar calendar_;
  api::SimulatedClock clock_;
  api::ItemIds ids_;
  Service service_;
  ItemId id_;
};

TEST_F(Masked, NumbersAreShownWithoutTheirMiddleToEverybody) {
  for (const char* role : {"union", "office", "auditor", "administrator"}) {
    const auto view = service_.Get(Who(role), id_);
    ASSERT_TRUE(view);
    ExpectMasked(AllOf(*view));
    EXPECT_THAT(view->data, HasSubstr("138****5678")) << role;
    EXPECT_THAT(view->data, HasSubstr("***************0123")) << role;
    EXPECT_EQ(view->record.title, "王芳 138****5678");
  }
  EXPECT_THAT(service_.Get(Who("auditor"), id_)->data, HasSubstr("110***********002X"));
}

TEST_F(Masked, NumbersStandInNoListAndAreFoundByNoSearch) {
  ItemQuery query;
  EXPECT_EQ(service_.List(Who("office"), query).rows.at(0).title, "王芳 138****5678");
  query.text = kPhone;
  EXPECT_TRUE(service_.List(Who("office"), query).rows.empty());
}

TEST_F(Masked, NumbersStandInNoHistoryAlsoAfterTheyHaveChanged) {
  ASSERT_TRUE(Send("union", "check", R"({"phone": "13987654321", "reason": "old one: 13812345678"})"));
  ASSERT_TRUE(Send("union", "check", R"({"reason": "now 13987654321"})"));
  for (const char* role : {"union", "office", "auditor"}) {
    const auto rows = service_.History(Who(role), id_, 0, 100);
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->rows.size(), 3U);
    EXPECT_THAT(rows->rows[1].input, HasSubstr("139****4321")) << role;
    for (const auto& row : rows->rows) {
      ExpectMasked(row.input + row.detail);
    }
    const auto timeline = service_.Timeline(Who(role), id_, 0, 100);
    ASSERT_TRUE(timeline);
    EXPECT_THAT(timeline->rows.at(2).text.zh, HasSubstr("now 139****4321")) << role;
  }
}

TEST_F(Masked, NumbersAreMaskedWhereTheyWereCopiedTo) {
  const auto checked = Send("union", "check");
  ASSERT_TRUE(checked);
  EXPECT_THAT(checked->data, HasSubstr("call 138****5678"));
  const auto ended = Send("office", "end");
  ASSERT_TRUE(ended);
  EXPECT_THAT(ended->output, HasSubstr("\"138****5678\""));
  EXPECT_THAT(ended->output, HasSubstr("call 138****5678"));
  ExpectMasked(AllOf(*ended));
}

TEST_F(Masked, WhyNotTellsNoNumberThatARuleLookedAt) {
  const auto explained = service_.Explain(Who("office"), id_);
  ASSERT_TRUE(explained);
  std::string all;
  for (const auto& event : explained->events) {
    for (const auto& reason : event.reasons) {
      all += reason.refusal.message.en + reason.refusal.hint.zh + reason.refusal.hint.en;
      for (const auto& seen : reason.seen) all += seen.value;
    }
  }
  EXPECT_THAT(all, HasSubstr("138****5678"));
  ExpectMasked(all);
  const auto refused = Send("office", "grant");
  ASSERT_FALSE(refused);
  ExpectMasked(refused.error().message.zh + refused.error().message.en + refused.error().hint.en);
}

TEST_F(Masked, ARehearsalShowsNoNumber) {
  const auto rehearsed =
      service_.Rehearse(Who("union"), {id_, "check", ParseJson(R"({"phone": "13987654321"})").value(), {}});
  ASSERT_TRUE(rehearsed);
  ExpectMasked(AllOf(rehearsed->item));
  EXPECT_THAT(rehearsed->item.data, HasSubstr("139****4321"));
}

TEST_F(Masked, ANumberIsReadInClearByThoseWhomItsFieldNames) {
  const auto read = service_.ReadField(Who("office"), id_, "id_number");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->value, "\"11010519491231002X\"");
  EXPECT_TRUE(read->personal);
  EXPECT_EQ(service_.ReadField(Who("office"), id_, "accounts")->value,
            R"([{"bank":"ICBC","number":"6222021234567890123"}])");
  EXPECT_EQ(service_.ReadField(Who("union"), id_, "phone")->value, "\"13812345678\"");
  EXPECT_FALSE(service_.ReadField(Who("auditor"), id_, "worker")->personal);
}

TEST_F(Masked, ANumberIsReadInClearByNobodyElse) {
  const auto code = [&](const char* role, const char* field) {
    const auto read = service_.ReadField(Who(role), id_, field);
    return read ? std::nullopt : std::optional(read.error().code);
  };
  EXPECT_EQ(code("union", "id_number"), Code::not_permitted);
  EXPECT_EQ(code("auditor", "id_number"), Code::not_permitted);
  EXPECT_EQ(code("administrator", "phone"), Code::not_permitted);
  EXPECT_EQ(code("administrator", "id_number"), Code::no_such_resource);
  EXPECT_EQ(code("office", "secret"), Code::not_permitted);
  EXPECT_EQ(code("office", "nothing"), Code::no_such_resource);
  const Caller stranger{kTenant, {PersonId("x"), "x", OrgId("city")}, {}};
  EXPECT_EQ(service_.ReadField(stranger, id_, "phone").error().code, Code::item_not_found);
}

TEST_F(Masked, AReplayGivesTheMaskedTitleAgain) {
  ASSERT_TRUE(Send("union", "check", R"({"phone": "13987654321"})"));
  EXPECT_EQ(service_.Verify(kTenant, id_), std::nullopt);
}

}  // namespace
}  // namespace charter
