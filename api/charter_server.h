// A whole server: service, identity, routes, HTTP and what runs in the background, put together.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "api/access_trail.h"
#include "api/application.h"
#include "api/caching_directory.h"
#include "api/change_streams.h"
#include "api/clock.h"
#include "api/database.h"
#include "api/http/server.h"
#include "api/idempotency.h"
#include "api/identity.h"
#include "api/item_ids.h"
#include "api/metrics.h"
#include "api/sign_in.h"
#include "api/timers.h"
#include "api/webhook_sender.h"
#include "api/work_loop.h"
#include "engine/data/calendar.h"
#include "engine/ports/courier.h"
#include "engine/service/administration.h"
#include "engine/service/deliveries.h"
#include "engine/service/file_type.h"
#include "engine/service/service.h"
#include "engine/service/uploads.h"
#include "engine/service/webhook_deliveries.h"

namespace charter::api {

struct CharterServerOptions {
  ServerOptions http;
  // Simulated time starts here; without it the server runs on the machine's.
  std::optional<Timestamp> simulated_start;
  bool timer_loop = true;  // and the counters, and the removal of expired answers
  // For how long a request may be sent again under its Idempotency-Key.
  std::chrono::seconds keys_hold = std::chrono::hours(24);
  // For how long the record of access is kept.
  std::chrono::hours keep_access = std::chrono::hours(24 * 365);
  // Takes effects to their receiver; without one they wait in the outbox.
  std::shared_ptr<Courier> courier = nullptr;
  // Which files people may bring.
  FileRules files{.types = UsualFileTypes()};
  // By which GET /metrics is read; "": by nobody.
  std::string metrics_token = {};
  SessionRules sessions;
  GateOptions gate;
  Rate sign_ins{30, 60};  // from one address
  PasswordCost passwords;
  StreamLimits streams;
  Reach webhooks_to = Reach::kPublic;
  // For how long the log of changes is kept.
  std::chrono::seconds changes_kept = std::chrono::hours(7 * 24);
  // Whose tokens are believed beside our own; keys from a file or an address.
  struct Provider {
    Expectations expected;
    std::string keys;
  };
  std::optional<Provider> provider = std::nullopt;
};

class CharterServer {
 public:
  CharterServer(OpenDatabase database, WorkCalendar calendar, const CharterServerOptions& options,
                Presets presets = {});
  ~CharterServer();

  // Returns the port. Throws std::runtime_error where the address cannot be had.
  std::uint16_t Start();
  // GET /ready says no from now on, so that nobody sends new work here; all else goes on.
  void Retire();
  // Takes no more requests, finishes those at hand and the timers, then returns. Safe to call twice.
  void Stop();

  [[nodiscard]] Service& service() { return service_; }
  [[nodiscard]] Store& store() { return *database_.store; }
  [[nodiscard]] Directory& directory() { return directory_; }
  [[nodiscard]] Files& files() { return *database_.files; }
  [[nodiscard]] Identity& identity() { return identity_; }
  [[nodiscard]] SignIn& sign_in() { return sign_in_; }
  // Null where there is none.
  [[nodiscard]] Oidc* provider() { return provider_.get(); }
  [[nodiscard]] const TenantId& home() const { return home_; }
  [[nodiscard]] Timers& timers() { return timers_; }
  [[nodiscard]] Idempotency& idempotency() { return idempotency_; }
  [[nodiscard]] Clock& clock() { return *clock_; }
  [[nodiscard]] SimulatedClock* simulated() { return simulated_; }
  // Real time, by which tokens expire.
  [[nodiscard]] Clock& wall_clock() { return wall_clock_; }
  [[nodiscard]] const Application& application() const { return application_; }
  [[nodiscard]] ChangeStreams& streams() { return streams_; }
  [[nodiscard]] WebhookDeliveries& webhooks() { return webhooks_; }

 private:
  std::string Metrics();

  OpenDatabase database_;
  WorkCalendar calendar_;
  Presets presets_;
  SystemClock wall_clock_;
  CachingDirectory directory_;
  std::unique_ptr<Clock> clock_;
  SimulatedClock* simulated_;
  ItemIds ids_;
  Service service_;
  Uploads uploads_;
  Timers timers_;
  Administration administration_;
  const TenantId home_;
  std::shared_ptr<Oidc> provider_;
  Identity identity_;
  AccessTrail trail_;
  Passwords passwords_;
  SignIn sign_in_;
  Gate gate_;
  Idempotency idempotency_;
  std::atomic<bool> retiring_ = false;
  ResultCounts events_;
  Scrape scrape_;
  Application application_;
  HttpServer http_;
  WorkLoop timer_loop_;
  // After the server, whose connections it holds.
  ChangeStreams streams_;
  WorkLoop change_loop_;
  HttpWebhookSender webhook_sender_;
  WebhookDeliveries webhooks_;
  WorkLoop webhook_loop_;
  const std::chrono::seconds changes_kept_;
  WorkLoop answer_loop_;
  WorkLoop upload_loop_;
  WorkLoop privacy_loop_;
  bool runs_background_;
  std::shared_ptr<Courier> courier_;
  std::optional<Deliveries> deliveries_;
  std::optional<WorkLoop> delivery_loop_;
};

}  // namespace charter::api
