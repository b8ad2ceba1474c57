#include "api/charter_server.h"

#include <utility>

#include "api/change_loop.h"
#include "api/delivery_loop.h"
#include "api/file_magic.h"
#include "api/log.h"
#include "api/privacy_loop.h"
#include "api/resources/parts.h"
#include "api/timer_loop.h"
#include "engine/data/failure.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

std::unique_ptr<Clock> MakeClock(const std::optional<Timestamp>& simulated_start) {
  if (simulated_start) return std::make_unique<SimulatedClock>(*simulated_start);
  return std::make_unique<SystemClock>();
}

std::shared_ptr<Oidc> MakeProvider(const CharterServerOptions& options, Clock& clock) {
  if (!options.provider) return nullptr;
  return std::make_shared<Oidc>(options.gate.home, options.provider->expected,
                                MakeKeyFetch(options.provider->keys), clock);
}

constexpr std::chrono::milliseconds kUploadPeriod = std::chrono::minutes(10);
constexpr int kTokensAtOnce = 1000;  // expired ones that are removed
// How soon a change is noticed that is to be sent.
constexpr std::chrono::milliseconds kWebhookLook{250};
// Of a tenant.
constexpr int kChangesAtOnce = 10'000;

}  // namespace

CharterServer::CharterServer(OpenDatabase database, WorkCalendar calendar,
                             const CharterServerOptions& options, Presets presets)
    : database_(std::move(database)),
      calendar_(std::move(calendar)),
      presets_(std::move(presets)),
      directory_(*database_.directory, wall_clock_),
      clock_(MakeClock(options.simulated_start)),
      simulated_(dynamic_cast<SimulatedClock*>(clock_.get())),
      ids_(*clock_),
      service_({*database_.store, directory_, *clock_, ids_, calendar_, presets_, database_.files.get(),
                [this] {
                  if (streams_.open() > 0) change_loop_.Wake();
                }}),
      uploads_(*database_.files, wall_clock_, options.files, FindMediaType),
      timers_({[this](int limit) { return service_.RunTimersOnce(limit); },
               [this] { return database_.store->NextTimer(); }}),
      administration_(directory_, *clock_, service_),
      home_(options.gate.home),
      provider_(MakeProvider(options, wall_clock_)),
      identity_(directory_, wall_clock_, options.sessions, provider_, clock_.get()),
      trail_(*database_.store, wall_clock_),
      passwords_(options.passwords),
      sign_in_(*database_.store, directory_, identity_, passwords_, trail_, wall_clock_, options.sign_ins),
      gate_(identity_, trail_, wall_clock_, options.gate),
      idempotency_(*database_.store, wall_clock_, options.keys_hold),
      scrape_{options.metrics_token.empty() ? "" : Sha256(options.metrics_token),
              [this] { return Metrics(); }},
      application_(MakeRouter({service_,         *database_.store,
                               directory_,       *clock_,
                               simulated_,       timers_,
                               presets_,         wall_clock_,
                               retiring_,        identity_,
                               sign_in_,         gate_,
                               trail_,           home_,
                               administration_,  uploads_,
                               *database_.files, events_,
                               scrape_,          streams_,
                               webhooks_,        options.webhooks_to}),
                   gate_, idempotency_),
      http_(options.http, [this](const Request& request) { return application_.Handle(request); }),
      // Under a simulated clock one thread, and in the order of all timers: see Timers.
      timer_loop_("timer_loop", simulated_ != nullptr ? 1 : kTimerThreads, kTimerPeriod,
                  [this] {
                    return RunTimers(
                        [this] {
                          return simulated_ != nullptr ? timers_.RunDue()
                                                       : FireClaimed(service_, wall_clock_);
                        },
                        [this] { return database_.store->NextTimer(); }, *clock_);
                  }),
      streams_(service_, *database_.store, options.streams),
      change_loop_(
          "change_loop", 1, kChangePeriod,
          [this] { return RunChanges(service_, streams_, wall_clock_.Now()); }, kChangeRest),
      webhook_sender_(options.webhooks_to),
      webhooks_(service_, *database_.store, webhook_sender_, wall_clock_),
      webhook_loop_("webhook_loop", kDeliveryThreads, kDeliveryPause,
                    [this] { return webhooks_.RunOnce() ? std::chrono::milliseconds(0) : kWebhookLook; }),
      changes_kept_(options.changes_kept),
      answer_loop_("answer_loop", 1, kAnswerPeriod,
                   [this] {
                     const auto pause = idempotency_.RunOnce();
                     const Timestamp now = wall_clock_.Now();
                     bool more = directory_.RemoveExpiredTokens(now, kTokensAtOnce) == kTokensAtOnce;
                     const auto before = Add(now, {-changes_kept_.count(), 0});
                     if (before && database_.store->DropChanges(*before, kChangesAtOnce) >= kChangesAtOnce)
                       more = true;
                     return more ? std::chrono::milliseconds(0) : pause;
                   }),
      upload_loop_("upload_loop", 1, kUploadPeriod,
                   [this] { return uploads_.DropOld() ? kUploadPeriod : std::chrono::milliseconds(0); }),
      privacy_loop_("privacy_loop", 1, kPrivacyPeriod,
                    [this, keep = options.keep_access] {
                      return RunPrivacy(service_, *database_.store, wall_clock_, keep);
                    }),
      runs_background_(options.timer_loop),
      courier_(options.courier) {
  if (courier_ == nullptr) return;
  deliveries_.emplace(*database_.store, *courier_, wall_clock_);
  delivery_loop_.emplace("delivery_loop", kDeliveryThreads, kDeliveryPause,
                         [this] { return RunDeliveries(*deliveries_); });
}

CharterServer::~CharterServer() { Stop(); }

std::string CharterServer::Metrics() {
  MetricSources sources{application_.requests(), application_.problems(), events_};
  sources.connections = http_.connections();
  sources.waiting = http_.waiting();
  sources.now = clock_->Now();
  sources.process = ReadProcess();
  try {
    const auto due = database_.store->DueTimers(sources.now, kMostTimersCounted);
    sources.database = {database_.store->ReadLoad(), static_cast<int>(due.size()), std::nullopt};
    if (!due.empty()) sources.database->oldest = due.front().due;
  } catch (const Failure& failure) {
    Log(Level::kError, "metrics_incomplete", {{"code", Label(failure.code())}, {"reason", failure.what()}});
  }
  return WriteMetrics(sources);
}

std::uint16_t CharterServer::Start() {
  const std::uint16_t port = http_.Start();
  if (runs_background_) {
    timer_loop_.Start();
    change_loop_.Start();
    webhook_loop_.Start();
    answer_loop_.Start();
    upload_loop_.Start();
    privacy_loop_.Start();
  }
  if (delivery_loop_) delivery_loop_->Start();
  return port;
}

void CharterServer::Retire() { retiring_ = true; }

void CharterServer::Stop() {
  Retire();
  http_.Stop();
  timer_loop_.Stop();
  change_loop_.Stop();
  webhooks_.Stop();
  webhook_loop_.Stop();
  answer_loop_.Stop();
  upload_loop_.Stop();
  privacy_loop_.Stop();
  if (delivery_loop_) delivery_loop_->Stop();
}

}  // namespace charter::api
