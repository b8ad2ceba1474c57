#include "api/charter_server.h"

#include <utility>

#include "api/resources/parts.h"

namespace charter::api {
namespace {

std::unique_ptr<Clock> MakeClock(const std::optional<Timestamp>& simulated_start) {
  if (simulated_start) return std::make_unique<SimulatedClock>(*simulated_start);
  return std::make_unique<SystemClock>();
}

}  // namespace

CharterServer::CharterServer(OpenDatabase database, WorkCalendar calendar,
                             const CharterServerOptions& options, Presets presets)
    : database_(std::move(database)),
      calendar_(std::move(calendar)),
      presets_(std::move(presets)),
      clock_(MakeClock(options.simulated_start)),
      simulated_(dynamic_cast<SimulatedClock*>(clock_.get())),
      ids_(*clock_),
      service_({*database_.store, *database_.directory, *clock_, ids_, calendar_, presets_}),
      timers_({[this](int limit) { return service_.RunTimersOnce(limit); },
               [this] { return database_.store->NextTimer(); }}),
      identity_(*database_.directory, wall_clock_),
      application_(MakeRouter({service_, *database_.store, *database_.directory, *clock_, simulated_, timers_,
                               calendar_}),
                   identity_),
      http_(options.http, [this](const Request& request) { return application_.Handle(request); }),
      loop_(timers_, *clock_),
      count_loop_(service_),
      timer_loop_(options.timer_loop) {}

CharterServer::~CharterServer() { Stop(); }

std::uint16_t CharterServer::Start() {
  const std::uint16_t port = http_.Start();
  if (timer_loop_) {
    loop_.Start();
    count_loop_.Start();
  }
  return port;
}

void CharterServer::Stop() {
  http_.Stop();
  loop_.Stop();
  count_loop_.Stop();
}

}  // namespace charter::api
