// The log of changes told to those who stay connected, as server-sent events (WHATWG HTML, 9.2).
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "api/http/message.h"
#include "api/http/outlet.h"
#include "api/problem.h"
#include "engine/ports/store.h"
#include "engine/service/service.h"

namespace charter::api {

struct StreamLimits {
  int per_person = 8;
  int all = 1000;
};

// What a client wishes to be told.
struct StreamWish {
  Caller caller;
  ChangeFilter filter;
  std::int64_t position = 0;  // after which it is told
  std::string key;            // the tenant's (ChangeMark::key)
  // Who he is by now, with what he holds; nothing where his session or token has ended.
  std::function<std::optional<Caller>()> caller_now;
};

// One reader of the log for each tenant that is listened to, however many listen. Thread-safe.
class ChangeStreams {
 public:
  // Both outlive this.
  ChangeStreams(Service& service, Store& store, StreamLimits limits = {});
  ~ChangeStreams();
  ChangeStreams(const ChangeStreams&) = delete;
  ChangeStreams& operator=(const ChangeStreams&) = delete;

  // The answer that begins the stream. too_many_requests: he has as many as one may have; server_busy: all
  // together have.
  tl::expected<Response, Problem> Open(StreamWish wish);

  // Tells all streams what the log has for them by now; those that were told nothing for 15 s hear a comment.
  // Every 5 s asks of each whose it is, and ends it where that is nobody any more. `now` is real time. True:
  // there is more to do at once. The body of a loop.
  bool RunOnce(Timestamp now);

  // Streams that are open, or about to be.
  [[nodiscard]] int open() const { return open_; }

 private:
  struct Stream;
  struct Feed;
  class Place;

  void Join(std::shared_ptr<Stream> stream, std::shared_ptr<Outlet> outlet);
  void TakeNew(Timestamp now);
  bool Read(const TenantId& tenant, Feed& feed);
  bool Tell(const TenantId& tenant, const Feed& feed, Stream& stream, Timestamp now);

  Service& service_;
  Store& store_;
  const StreamLimits limits_;
  std::atomic<int> open_ = 0;

  std::mutex mutex_;  // of these two; held for a moment
  std::map<std::pair<TenantId, PersonId>, int> by_person_;
  std::vector<std::shared_ptr<Stream>> joining_;

  std::mutex running_;  // of one run at a time
  std::map<TenantId, std::unique_ptr<Feed>> feeds_;
};

}  // namespace charter::api
