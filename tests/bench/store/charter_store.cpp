#include <array>
#include <cstdio>
#include <stdexcept>
#include <vector>

#include "engine/data/micros.h"
#include "storage/open_store.h"
#include "storage/session.h"
#include "tests/bench/store/contestant.h"

namespace charter::bench {
namespace {

constexpr std::string_view kSqlite = "sqlite:";
constexpr std::array<const char*, 2> kStates = {"here", "there"};

class CharterStore : public Contestant {
 public:
  CharterStore(const std::string& url, const std::string& item) : opened_(storage::OpenStore(url)) {
    const ItemId id(item);
    const auto record = opened_->store().FindItem(tenant_, id);
    if (!record) throw std::runtime_error("no item " + item);
    item_ = *record;
    const auto rows = opened_->store().History(tenant_, id, record->rev - 1, 1);
    if (rows.empty()) throw std::runtime_error("no history of " + item);
    history_ = rows.front();
    ReadQueues(url, id);
    if (task_.role.empty() || timer_.id == 0 || effect_.kind.empty())
      throw std::runtime_error("item " + item + " is not of the workflow shuttle");
  }

  [[nodiscard]] ItemState Template() const override { return {item_.rev, timer_.id, false}; }

  void Write(std::int64_t n, ItemState& state, bool full) override {
    const ItemState next{state.rev + 1, state.timer + (full ? 1 : 0), state.there != full};
    ItemWrite write;
    write.item = item_;
    write.item.id = ItemId(ItemIdOf(n));
    write.item.number += "-" + std::to_string(n);
    write.before = {write.item, {task_}, {{state.timer, timer_.due}}};
    write.before.item.rev = state.rev;
    write.before.item.states = {NameOf(state)};
    write.before.tasks[0].state = NameOf(state);
    write.item.rev = next.rev;
    write.item.states = {NameOf(next)};
    write.expected_rev = state.rev;
    write.history = {history_};
    write.history[0].rev = next.rev;
    write.history[0].from = {NameOf(state)};
    write.history[0].to = {NameOf(next)};
    write.tasks = {task_};
    write.tasks[0].state = NameOf(next);
    write.timers = {{next.timer, timer_.due}};
    write.outbox = {effect_};
    write.outbox[0].rev = next.rev;
    if (const auto conflict = opened_->store().Commit(tenant_, {&write, 1})) {
      throw std::runtime_error("item " + std::to_string(n) + " is at revision " +
                               std::to_string(conflict->rev) + ", not " + std::to_string(state.rev));
    }
    state = next;
  }

 private:
  static std::string NameOf(const ItemState& state) { return kStates[state.there ? 1 : 0]; }

  // What the ports give only to those who act on it.
  void ReadQueues(const std::string& url, const ItemId& item) {
    const auto dialect = url.starts_with(kSqlite) ? storage::MakeSqliteDialect(url.substr(kSqlite.size()))
                                                  : storage::MakePostgresqlDialect(url);
    storage::Session session(*dialect, false);
    const storage::Params params{{"tenant", tenant_}, {"item", item}};
    const std::string of_item = " WHERE tenant = :tenant AND item = :item";
    session.Query("SELECT state, role, since FROM tasks" + of_item, params, 3,
                  [this](const storage::Row& row) {
                    task_ = {row.Text(0), row.Text(1), FromMicros(row.Number(2)), std::nullopt};
                  });
    session.Query("SELECT id, due FROM timers" + of_item, params, 2, [this](const storage::Row& row) {
      timer_ = {row.Number(0), FromMicros(row.Number(1))};
    });
    session.Query("SELECT kind, payload FROM outbox" + of_item + " ORDER BY rev", params, 2,
                  [this](const storage::Row& row) {
                    effect_ = {0, 0, row.Text(0), row.Text(1)};
                  });
  }

  TenantId tenant_{"bench"};
  std::unique_ptr<storage::OpenedStore> opened_;
  ItemRecord item_;
  HistoryRecord history_;
  TaskRecord task_;
  TimerRecord timer_;
  OutboxRecord effect_;
};

}  // namespace

std::unique_ptr<Contestant> MakeCharterStore(const std::string& url, const std::string& item) {
  return std::make_unique<CharterStore>(url, item);
}

std::string ItemIdOf(std::int64_t n) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "01a00000-0000-7000-8000-%012llx", static_cast<long long>(n));
  return text.data();
}

}  // namespace charter::bench
