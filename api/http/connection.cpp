#include "api/http/connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <utility>

#include "api/http/busy.h"
#include "api/http/connections.h"
#include "api/http/gzip.h"
#include "api/log.h"

namespace charter::api {
namespace {

// The address at the other end; "" where there is none.
std::string PeerOf(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  std::array<char, NI_MAXHOST> text{};
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  if (getpeername(descriptor, plain, &size) != 0 ||
      getnameinfo(plain, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
    return "";
  return text.data();
}

}  // namespace

Moment ReadClocks() { return {std::chrono::steady_clock::now(), std::time(nullptr)}; }

Connection::Connection(int descriptor, std::uint64_t id, const ConnectionParts& parts)
    : id_(id),
      parts_(parts),
      conversation_(parts.limits, parts.budget, ReadClocks(), PeerOf(descriptor)),
      descriptor_(descriptor) {}

void Connection::Receive(std::string_view bytes) {
  const Moment now = ReadClocks();
  const std::scoped_lock lock(mutex_);
  conversation_.Receive(bytes, now);
  GoOn(now);
}

void Connection::CarryOut() {
  Response response = parts_.application(conversation_.request());
  Compress(conversation_.request(), response);
  {
    const Moment now = ReadClocks();
    const std::scoped_lock lock(mutex_);
    conversation_.Answer(response, now);
    GoOn(now);
    if (!IsStreaming()) return;
  }
  response.goes_on(shared_from_this());
}

bool Connection::IsStreaming() const { return descriptor_ >= 0 && !reset_ && conversation_.streams(); }

void Connection::Write(std::string_view bytes) {
  const Moment now = ReadClocks();
  const std::scoped_lock lock(mutex_);
  if (!IsStreaming()) return;
  const bool waits = !conversation_.output().empty();
  conversation_.Stream(bytes, now);
  if (!waits) GoOn(now);
}

std::optional<std::size_t> Connection::Waiting() {
  const std::scoped_lock lock(mutex_);
  return IsStreaming() ? std::optional(conversation_.output().size()) : std::nullopt;
}

void Connection::Close() {
  const Moment now = ReadClocks();
  const std::scoped_lock lock(mutex_);
  if (!IsStreaming()) return;
  conversation_.EndStream(now);
  GoOn(now);
}

void Connection::GetRest() {
  std::string piece;
  try {
    piece = conversation_.rest()();
  } catch (const std::exception& error) {
    Log(Level::kError, "answer_broken_off", {{"reason", error.what()}});
  }
  const Moment now = ReadClocks();
  const std::scoped_lock lock(mutex_);
  if (descriptor_ < 0 || reset_) return;
  if (piece.empty()) return Reset();
  conversation_.GoOnWith(piece, now);
  GoOn(now);
}

void Connection::GoOnWriting() {
  const std::scoped_lock lock(mutex_);
  GoOn(ReadClocks());
}

void Connection::GoOn(const Moment& now) {
  while (descriptor_ >= 0 && !reset_ && Flush(now)) {
    if (conversation_.finished()) return Finish();
    if (conversation_.TakeRest()) {
      if (!parts_.pool.Submit([self = shared_from_this()] { self->GetRest(); })) Reset();
      return;
    }
    if (!conversation_.TakeRequest()) return;
    if (parts_.pool.Submit([self = shared_from_this()] { self->CarryOut(); })) return;
    conversation_.Answer(BusyResponse(LanguageOf(conversation_.request().headers)), now);
  }
}

// Whether all was written.
bool Connection::Flush(const Moment& now) {
  while (!conversation_.output().empty()) {
    const std::string_view output = conversation_.output();
    const ssize_t count = send(descriptor_, output.data(), output.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (count >= 0) {
      conversation_.Wrote(static_cast<std::size_t>(count), now);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      watched_ = true;
      parts_.watch.Await(descriptor_, id_);
      return false;
    } else if (errno != EINTR) {
      Reset();
      return false;
    }
  }
  return true;
}

void Connection::Disconnected() {
  const Moment now = ReadClocks();
  const std::scoped_lock lock(mutex_);
  conversation_.EndInput(now);
  const int copy = conversation_.owes_an_answer() && !reset_ ? fcntl(descriptor_, F_DUPFD_CLOEXEC, 0) : -1;
  // The copy keeps the file open, and with it what the watch knows of the number.
  if (copy >= 0 && watched_) parts_.watch.Forget(descriptor_);
  descriptor_ = copy;
  own_ = copy >= 0;
  if (!own_) return Release();
  if (!conversation_.output().empty()) parts_.watch.Await(descriptor_, id_);
}

void Connection::CloseLate(const Moment& now) {
  const std::scoped_lock lock(mutex_);
  if (descriptor_ < 0) return;
  switch (conversation_.Check(now)) {
    case Conversation::Lateness::kNone:
      return;
    case Conversation::Lateness::kAnswered:
      return GoOn(now);
    case Conversation::Lateness::kIdle:
      return HangUp();
    case Conversation::Lateness::kHopeless:
      return Reset();
  }
}

void Connection::Drain() {
  const Moment now = ReadClocks();
  const std::scoped_lock lock(mutex_);
  const bool was_finished = conversation_.finished();
  conversation_.Drain(now);
  if (descriptor_ >= 0 && conversation_.finished() && !was_finished) HangUp();
}

void Connection::Break() {
  const std::scoped_lock lock(mutex_);
  if (descriptor_ >= 0) Reset();
}

// The last answer is out. The client closes when it has read it; closing first could destroy it on its way
// (RFC 9112, 9.6). Until then the reactor goes on reading, and nobody listens.
void Connection::Finish() {
  if (own_) return Release();
  shutdown(descriptor_, SHUT_WR);
}

void Connection::HangUp() {
  if (own_) return Release();
  shutdown(descriptor_, SHUT_RDWR);  // the reactor sees the end of the input
}

void Connection::Reset() {
  // What the client has not taken is dropped, and not kept by the system for minutes.
  const linger at_once{1, 0};
  setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  reset_ = true;
  HangUp();
}

void Connection::Release() {
  if (own_) close(descriptor_);
  descriptor_ = -1;
  own_ = false;
  parts_.connections.Remove(id_);
}

}  // namespace charter::api
