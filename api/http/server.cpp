#include "api/http/server.h"

// Pistache's headers do not hold to our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#include <pistache/listener.h>
#include <pistache/peer.h>
#include <pistache/tcp.h>
#pragma GCC diagnostic pop

#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "api/http/busy.h"
#include "api/http/connections.h"
#include "api/http/response_writer.h"

namespace charter::api {
namespace {

// They only read and hand over: one does that for more requests than two cores carry out.
constexpr std::size_t kReactors = 1;
constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kTick{250};
// Descriptors that are left for databases, files and connections on their way to being refused.
constexpr std::size_t kOtherDescriptors = 256;

std::size_t ConnectionLimit(const Limits& limits) {
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return limits.connections;
  const std::size_t open = descriptors.rlim_cur;
  return std::min(limits.connections, open > 2 * kOtherDescriptors ? open - kOtherDescriptors : open / 2);
}

// One for each reactor thread, which alone calls it.
class Receiver final : public Pistache::Tcp::Handler {
 public:
  explicit Receiver(const ConnectionParts& parts) : parts_(parts) {}

  [[nodiscard]] std::shared_ptr<Pistache::Tcp::Handler> clone() const override {
    return std::make_shared<Receiver>(parts_);
  }

  void onConnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    if (auto connection = parts_.connections.Add(peer->fd(), parts_)) {
      connections_.insert_or_assign(peer->fd(), std::move(connection));
      return;
    }
    const std::string answer =
        WriteResponse(BusyResponse(Language::kZh), false, Persistence::kClose, std::time(nullptr));
    static_cast<void>(send(peer->fd(), answer.data(), answer.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    shutdown(peer->fd(), SHUT_RDWR);
  }

  void onInput(const char* buffer, std::size_t length,
               const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    const auto found = connections_.find(peer->fd());
    if (found != connections_.end()) found->second->Receive({buffer, length});
  }

  void onDisconnection(const std::shared_ptr<Pistache::Tcp::Peer>& peer) override {
    const auto gone = connections_.extract(peer->fd());
    if (!gone.empty()) gone.mapped()->Disconnected();
  }

 private:
  const ConnectionParts& parts_;
  std::unordered_map<int, std::shared_ptr<Connection>> connections_;  // by the descriptor, while it is open
};

}  // namespace

struct HttpServer::Impl {
  Impl(ServerOptions the_options, Application the_application)
      : options(std::move(the_options)),
        application(std::move(the_application)),
        budget(options.limits.bodies),
        connections(ConnectionLimit(options.limits)),
        pool(static_cast<std::size_t>(options.threads), options.queue),
        watch(
            kTick,
            [this](std::uint64_t id) {
              if (const auto connection = connections.Find(id)) connection->GoOnWriting();
            },
            [this] { CloseLate(ReadClocks()); }),
        parts{options.limits, budget, application, pool, watch, connections} {}

  void CloseLate(const Moment& now) {
    for (const auto& connection : connections.All()) connection->CloseLate(now);
  }

  const ServerOptions options;
  const Application application;
  BodyBudget budget;
  Connections connections;
  Pool pool;
  Watch watch;
  const ConnectionParts parts;
  std::unique_ptr<Pistache::Tcp::Listener> listener;
};

HttpServer::HttpServer(ServerOptions options, Application application)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(application))) {}

HttpServer::~HttpServer() { Stop(); }

std::uint16_t HttpServer::Start() {
  using Pistache::Tcp::Options;
  const Pistache::Address address(impl_->options.host, Pistache::Port(impl_->options.port));
  auto listener = std::make_unique<Pistache::Tcp::Listener>(address);
  listener->init(kReactors,
                 Pistache::Flags<Options>(Options::ReuseAddr) | Options::NoDelay | Options::CloseOnExec,
                 "charter-http", kBacklog);
  listener->setHandler(std::make_shared<Receiver>(impl_->parts));
  listener->bind();
  impl_->watch.Start();
  listener->runThreaded();
  impl_->listener = std::move(listener);
  return impl_->listener->getPort();
}

void HttpServer::Stop() {
  if (!impl_->listener) return;
  impl_->connections.Close();
  for (const auto& connection : impl_->connections.All()) connection->Drain();
  if (!impl_->connections.WaitUntilEmpty(impl_->options.drain)) {
    for (const auto& connection : impl_->connections.All()) connection->Break();
    impl_->connections.WaitUntilEmpty(std::chrono::seconds(1));
  }
  impl_->pool.Stop();
  impl_->listener->shutdown();
  impl_->listener.reset();
  impl_->watch.Stop();
}

void HttpServer::CloseLate(const Moment& now) { impl_->CloseLate(now); }

std::size_t HttpServer::waiting() const { return impl_->pool.waiting(); }

std::size_t HttpServer::connections() const { return impl_->connections.size(); }

}  // namespace charter::api
