#include "api/change_streams.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "api/change_cursor.h"
#include "api/change_json.h"
#include "api/http/busy.h"
#include "api/log.h"
#include "engine/data/micros.h"

namespace charter::api {
namespace {

constexpr int kPage = 200;             // changes read at once
constexpr int kPages = 20;             // in one run, before others have their turn
constexpr std::size_t kKept = 4096;    // in memory, for all streams of a tenant
constexpr std::size_t kChunk = 32768;  // bytes that one stream is told at once
constexpr Duration kSilence{15, 0};
constexpr Duration kTrust{5, 0};
// Whoever comes back after a short break, such as another server's end, is told out of memory.
constexpr Duration kBreak{60, 0};
constexpr const char* kRetry = "retry: 3000\n";  // milliseconds, to come back after

// A time that is not yet known is long past.
bool IsOver(const std::optional<Timestamp>& since, Duration length, Timestamp now) {
  if (!since) return true;
  const auto end = Add(*since, length);
  return !end || *end <= now;
}

}  // namespace

// Counts while it lives.
class ChangeStreams::Place {
 public:
  Place(ChangeStreams& streams, std::pair<TenantId, PersonId> person)
      : streams_(streams), person_(std::move(person)) {}
  ~Place() {
    const std::scoped_lock lock(streams_.mutex_);
    --streams_.open_;
    const auto found = streams_.by_person_.find(person_);
    if (--found->second == 0) streams_.by_person_.erase(found);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  ChangeStreams& streams_;
  std::pair<TenantId, PersonId> person_;
};

struct ChangeStreams::Stream {
  StreamWish wish;
  std::unique_ptr<Place> place;
  std::shared_ptr<Outlet> outlet = nullptr;
  std::optional<Timestamp> told = {};  // the last time
  std::optional<Timestamp> asked = {};
};

// What of a tenant's log is in memory: all after `begin`, up to `end`.
struct ChangeStreams::Feed {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::deque<Change> changes = {};
  std::vector<std::shared_ptr<Stream>> streams = {};
};

ChangeStreams::ChangeStreams(Service& service, Store& store, StreamLimits limits)
    : service_(service), store_(store), limits_(limits) {}

ChangeStreams::~ChangeStreams() = default;

tl::expected<Response, Problem> ChangeStreams::Open(StreamWish wish) {
  auto stream = std::make_shared<Stream>();
  {
    const std::pair person{wish.caller.tenant, wish.caller.person.id};
    const std::scoped_lock lock(mutex_);
    if (open_ >= limits_.all) return tl::unexpected(BusyProblem());
    int& of_person = by_person_[person];
    if (of_person >= limits_.per_person) {
      Problem problem;
      problem.code = Code::too_many_requests;
      problem.detail = {"同时打开的变更流已达上限", "As many streams are open as one person may have."};
      problem.hint = {"先关闭其中一个", "Close one of them first."};
      return tl::unexpected(std::move(problem));
    }
    ++of_person;
    ++open_;
    stream->place = std::make_unique<Place>(*this, person);
  }
  stream->wish = std::move(wish);
  Response response;
  response.headers.Add("Content-Type", "text/event-stream");
  response.headers.Add("X-Accel-Buffering", "no");  // nginx hands on what comes, as it comes
  response.goes_on = [this, stream](std::shared_ptr<Outlet> outlet) { Join(stream, std::move(outlet)); };
  return response;
}

// The id goes first, so that even one who is told nothing knows where to go on.
void ChangeStreams::Join(std::shared_ptr<Stream> stream, std::shared_ptr<Outlet> outlet) {
  const StreamWish& wish = stream->wish;
  const std::string id = WriteChangeCursor(wish.key, wish.caller.tenant, wish.position);
  stream->outlet = std::move(outlet);
  const std::scoped_lock lock(mutex_);
  stream->outlet->Write(kRetry + ("id: " + id) + "\n\n");
  joining_.push_back(std::move(stream));
}

void ChangeStreams::TakeNew(Timestamp now) {
  std::vector<std::shared_ptr<Stream>> joining;
  {
    const std::scoped_lock lock(mutex_);
    joining.swap(joining_);
  }
  for (auto& stream : joining) {
    stream->told = stream->asked = now;
    const TenantId& tenant = stream->wish.caller.tenant;
    std::unique_ptr<Feed>& feed = feeds_[tenant];
    if (!feed) {
      feed = std::make_unique<Feed>();
      const ChangeMark mark = store_.MarkOfChanges(tenant, stream->wish.key);
      const std::int64_t recent = ToMicros(Add(now, *Negate(kBreak)).value_or(now));
      feed->begin = feed->end = std::max(mark.dropped, std::min(mark.position, recent));
    }
    feed->streams.push_back(std::move(stream));
  }
}

bool ChangeStreams::RunOnce(Timestamp now) {
  const std::scoped_lock lock(running_);
  TakeNew(now);
  bool more = false;
  for (auto feed = feeds_.begin(); feed != feeds_.end();) {
    Feed& heard = *feed->second;
    // What one tenant's log holds must not silence the others.
    try {
      more = Read(feed->first, heard) || more;
      for (const auto& stream : heard.streams) more = Tell(feed->first, heard, *stream, now) || more;
    } catch (const std::exception& error) {
      Log(Level::kError, "changes_failed", {{"tenant", feed->first.value}, {"reason", error.what()}});
    }
    std::erase_if(heard.streams, [](const auto& stream) { return !stream->outlet->Waiting(); });
    feed = heard.streams.empty() ? feeds_.erase(feed) : std::next(feed);
  }
  return more;
}

// Whether there may be more.
bool ChangeStreams::Read(const TenantId& tenant, Feed& feed) {
  for (int page = 0; page < kPages; ++page) {
    auto changes = service_.ChangesAfter(tenant, feed.end, kPage);
    if (!changes) {
      // It stood still for longer than changes are kept: whoever comes back is told so.
      for (const auto& stream : feed.streams) stream->outlet->Close();
      return false;
    }
    const bool all = changes->size() < static_cast<std::size_t>(kPage);
    for (Change& change : *changes) {
      feed.end = change.position;
      feed.changes.push_back(std::move(change));
    }
    while (feed.changes.size() > kKept) {
      feed.begin = feed.changes.front().position;
      feed.changes.pop_front();
    }
    if (all) return false;
  }
  return true;
}

// Whether there may be more. Where the client has not taken what it was told last, it is told more another
// time.
bool ChangeStreams::Tell(const TenantId& tenant, const Feed& feed, Stream& stream, Timestamp now) {
  Outlet& outlet = *stream.outlet;
  StreamWish& wish = stream.wish;
  if (outlet.Waiting() != 0) return false;
  if (IsOver(stream.asked, kTrust, now)) {
    auto caller = wish.caller_now();
    if (!caller || caller->tenant != tenant || caller->person.id != wish.caller.person.id) {
      outlet.Close();
      return false;
    }
    wish.caller = *std::move(caller);
    stream.asked = now;
  }
  std::string text;
  const auto tell = [&](const auto& from, const auto& to) {
    auto it = from;
    for (; it != to && text.size() < kChunk; ++it) {
      wish.position = it->position;
      const auto view = charter::Tell(*it, wish.caller, wish.filter);
      if (!view) continue;
      text += "id: " + WriteChangeCursor(wish.key, tenant, wish.position) + "\ndata: ";
      text += ChangeJson(*it, *view) + "\n\n";
    }
    return it != to;
  };
  bool more = false;
  if (wish.position < feed.begin) {
    const auto changes = service_.ChangesAfter(tenant, wish.position, kPage);
    if (!changes) {
      outlet.Close();
      return false;
    }
    tell(changes->begin(), changes->end());
    more = true;
  } else {
    const auto from = std::upper_bound(
        feed.changes.begin(), feed.changes.end(), wish.position,
        [](std::int64_t position, const Change& change) { return position < change.position; });
    more = tell(from, feed.changes.end());
  }
  // With an id, so that whoever comes back need not be looked up what was not for him.
  if (text.empty() && IsOver(stream.told, kSilence, now))
    text = ":\nid: " + WriteChangeCursor(wish.key, tenant, wish.position) + "\n\n";
  if (text.empty()) return more;
  outlet.Write(text);
  stream.told = now;
  return more;
}

}  // namespace charter::api
