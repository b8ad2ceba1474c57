#include "api/http/connections.h"

namespace charter::api {

std::shared_ptr<Connection> Connections::Add(int descriptor, const ConnectionParts& parts) {
  const std::scoped_lock lock(mutex_);
  if (closed_ || connections_.size() >= limit_) return nullptr;
  auto connection = std::make_shared<Connection>(descriptor, ++last_, parts);
  connections_.emplace(last_, connection);
  return connection;
}

void Connections::Remove(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  connections_.erase(id);
  if (connections_.empty()) empty_.notify_all();
}

std::shared_ptr<Connection> Connections::Find(std::uint64_t id) {
  const std::scoped_lock lock(mutex_);
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<Connection>> Connections::All() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::shared_ptr<Connection>> all;
  all.reserve(connections_.size());
  for (const auto& [id, connection] : connections_) all.push_back(connection);
  return all;
}

std::size_t Connections::size() {
  const std::scoped_lock lock(mutex_);
  return connections_.size();
}

void Connections::Close() {
  const std::scoped_lock lock(mutex_);
  closed_ = true;
}

bool Connections::WaitUntilEmpty(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  return empty_.wait_for(lock, longest, [this] { return connections_.empty(); });
}

}  // namespace charter::api
