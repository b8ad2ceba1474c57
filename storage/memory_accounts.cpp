// Accounts of the store in memory, and the record of access.
#include <algorithm>

#include "engine/data/micros.h"
#include "storage/memory_store.h"

namespace charter::storage {

std::optional<Account> MemoryStore::FindAccount(const TenantId& tenant, const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = accounts_.find({tenant, name});
  if (found == accounts_.end()) return std::nullopt;
  return found->second;
}

std::optional<Account> MemoryStore::FindAccountOf(const TenantId& tenant, const PersonId& person) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, account] : accounts_) {
    if (key.first == tenant && account.person == person) return account;
  }
  return std::nullopt;
}

bool MemoryStore::PutAccount(const TenantId& tenant, const Account& account, const AccessRecord& record) {
  const std::lock_guard lock(mutex_);
  for (const auto& [key, other] : accounts_) {
    if (key.first != tenant || other.person != account.person) continue;
    if (key.second != account.name || account.rev == 0) return false;
  }
  const auto found = accounts_.find({tenant, account.name});
  const bool is_there = found != accounts_.end();
  if (is_there ? found->second.rev != account.rev || found->second.person != account.person
               : account.rev != 0)
    return false;
  Account& kept = accounts_[{tenant, account.name}] = account;
  kept.changed_at = Kept(account.changed_at);
  if (account.locked_until) kept.locked_until = Kept(*account.locked_until);
  ++kept.rev;
  access_[{tenant, record.id}] = record;
  access_[{tenant, record.id}].at = Kept(record.at);
  return true;
}

Page<Account> MemoryStore::ListAccounts(const TenantId& tenant, const std::string& after, int limit) {
  const std::lock_guard lock(mutex_);
  Page<Account> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  for (const auto& [key, account] : accounts_) {
    if (key.first != tenant || key.second <= after) continue;
    if (page.rows.size() == most) {
      if (most > 0) page.next = page.rows.back().name;
      break;
    }
    page.rows.push_back(account);
  }
  return page;
}

void MemoryStore::AddAccess(const TenantId& tenant, const AccessRecord& record) {
  const std::lock_guard lock(mutex_);
  access_[{tenant, record.id}] = record;
  access_[{tenant, record.id}].at = Kept(record.at);
}

int MemoryStore::RemoveAccess(Timestamp before, int limit) {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<Timestamp, std::pair<TenantId, std::string>>> old;
  for (const auto& [key, record] : access_) {
    const bool stays = record.whom || !record.what.empty() || !record.subject.empty();
    if (record.at < Kept(before) && !stays) old.emplace_back(record.at, key);
  }
  std::sort(old.begin(), old.end());
  Cut(old, limit);
  for (const auto& [at, key] : old) access_.erase(key);
  return static_cast<int>(old.size());
}

Page<AccessRecord> MemoryStore::ListAccess(const TenantId& tenant, const std::string& before, int limit) {
  const std::lock_guard lock(mutex_);
  Page<AccessRecord> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  for (auto each = access_.rbegin(); each != access_.rend(); ++each) {
    const auto& [key, record] = *each;
    if (key.first != tenant || (!before.empty() && key.second >= before)) continue;
    if (page.rows.size() == most) {
      if (most > 0) page.next = page.rows.back().id;
      break;
    }
    page.rows.push_back(record);
  }
  return page;
}

Page<AccessRecord> MemoryStore::ListAccessOf(const TenantId& tenant, const PersonId& person,
                                             const std::string& before, int limit) {
  const std::lock_guard lock(mutex_);
  Page<AccessRecord> page;
  const auto most = static_cast<std::size_t>(std::max(limit, 0));
  for (auto each = access_.rbegin(); each != access_.rend(); ++each) {
    const auto& [key, record] = *each;
    if (key.first != tenant || record.person != person || (!before.empty() && key.second >= before)) continue;
    if (page.rows.size() == most) {
      if (most > 0) page.next = page.rows.back().id;
      break;
    }
    page.rows.push_back(record);
  }
  return page;
}

}  // namespace charter::storage
