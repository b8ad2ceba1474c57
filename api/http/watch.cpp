#include "api/http/watch.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

namespace charter::api {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kStop = std::numeric_limits<std::uint64_t>::max();

int Checked(int result) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), "the watch over slow clients");
  return result;
}

}  // namespace

Watch::Watch(std::chrono::milliseconds period, std::function<void(std::uint64_t)> writable,
             std::function<void()> tick)
    : period_(period), writable_(std::move(writable)), tick_(std::move(tick)) {}

Watch::~Watch() {
  Stop();
  if (stop_ >= 0) close(stop_);
  if (epoll_ >= 0) close(epoll_);
}

void Watch::Start() {
  epoll_ = Checked(epoll_create1(EPOLL_CLOEXEC));
  stop_ = Checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = kStop;
  Checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, stop_, &event));
  thread_ = std::thread([this] { Run(); });
}

void Watch::Stop() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  // Cannot fail: the counter is far from full.
  static_cast<void>(!write(stop_, &one, sizeof one));
  thread_.join();
}

void Watch::Await(int descriptor, std::uint64_t id) const {
  epoll_event event{};
  event.events = EPOLLOUT | EPOLLONESHOT;
  event.data.u64 = id;
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) == 0) return;
  // What cannot be watched is given up by its deadline.
  static_cast<void>(epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event));
}

void Watch::Forget(int descriptor) const {
  static_cast<void>(epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr));
}

void Watch::Run() const {
  Clock::time_point next = Clock::now() + period_;
  while (true) {
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now());
    std::array<epoll_event, 64> events{};
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(std::max<std::int64_t>(0, wait.count())));
    for (int i = 0; i < count; ++i) {
      const std::uint64_t id = events.at(static_cast<std::size_t>(i)).data.u64;
      if (id == kStop) return;
      writable_(id);
    }
    if (Clock::now() < next) continue;
    tick_();
    next = Clock::now() + period_;
  }
}

}  // namespace charter::api
