#include "tests/storage/store_fixture.h"

#include <cstdlib>
#include <stdexcept>

#include "engine/ports/chain.h"

namespace charter::storage {

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "charter_storage.XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test's files");
  path_ = pattern;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

StoreTest::StoreTest() {
  if (GetParam() == "sqlite") {
    folder_ = std::make_unique<ScratchFolder>();
    url_ = "sqlite:" + (*folder_ / "charter.db").string();
  } else if (GetParam() == "postgresql") {
    postgres_ = std::make_unique<charter::test::PostgresDatabase>();
    url_ = postgres_->url();
  } else {
    url_ = "memory:";
  }
  opened_ = OpenStore(url_, {.migrate = true});
}

void StoreTest::Commit(const ItemWrite& write) {
  const auto conflict = store().Commit(kCity, std::vector{write});
  ASSERT_FALSE(conflict) << conflict->item.value << " is at revision " << conflict->rev;
}

std::optional<Store::Conflict> StoreTest::Commit(const std::vector<ItemWrite>& writes) {
  return store().Commit(kCity, writes);
}

Timestamp At(std::int64_t seconds, std::int32_t nanos) { return {1'767'574'800 + seconds, nanos}; }

ItemWrite Creation(const std::string& id) {
  ItemWrite write;
  ItemRecord& item = write.item;
  item.id = ItemId(id);
  item.number = "PJ-" + id;
  item.workflow = "grassroots_initiative";
  item.version = 3;
  item.org = OrgId("u12");
  item.org_path = "liangzhou/taihu/u12/";
  item.title = "职工书屋 \"A\" \\ ' :x 📚";
  item.created_by = PersonId("p7");
  item.created_at = At(0, 123'456'000);
  item.updated_at = At(0, 123'456'000);
  item.rev = 1;
  item.status = "active";
  item.states = {"draft"};
  item.snapshot = R"({"fields":{"note":"a\nb"},"states":["draft"]})";
  write.history.push_back({1,
                           At(0),
                           At(0, 5'000),
                           "create",
                           "person",
                           R"({"id":"p7"})",
                           R"({"title":"x"})",
                           {},
                           {"draft"},
                           R"({"seed":1})"});
  Chain(kCity, item, write.history);
  return write;
}

ItemWrite Next(const ItemWrite& before) {
  ItemWrite write;
  write.item = before.item;
  write.expected_rev = before.item.rev;
  write.before = {before.item, before.tasks, before.timers};
  write.item.rev = before.item.rev + 1;
  write.item.updated_at = At(write.item.rev);
  write.item.snapshot = R"({"rev":)" + std::to_string(write.item.rev) + "}";
  write.history.push_back({write.item.rev, At(write.item.rev), At(write.item.rev), "touch", "system", "",
                           "{}", before.item.states, before.item.states, "{}"});
  Chain(kCity, write.item, write.history);
  return write;
}

std::vector<std::string> IdsOf(const Page<ItemRecord>& items) {
  std::vector<std::string> ids;
  for (const ItemRecord& item : items.rows) ids.push_back(item.id.value);
  return ids;
}

std::vector<std::string> IdsOf(const Page<TaskRow>& tasks) {
  std::vector<std::string> ids;
  for (const TaskRow& task : tasks.rows) ids.push_back(task.item.value);
  return ids;
}

}  // namespace charter::storage
