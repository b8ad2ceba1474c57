#include "api/http/server.h"

// Pistache's headers do not hold to our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#include <pistache/endpoint.h>
#pragma GCC diagnostic pop

#include <sstream>
#include <stdexcept>
#include <utility>

namespace charter::api {
namespace {

// Pistache answers what is larger itself, in plain text; up to here the application says it better.
constexpr std::size_t kLargestMessage = 8UL * 1024UL * 1024UL;

Request ReadRequest(const Pistache::Http::Request& from) {
  Request request;
  request.method = Pistache::Http::methodString(from.method());
  request.target = from.resource() + from.query().as_str();
  for (const auto& [name, raw] : from.headers().rawList()) request.headers.Add(raw.name(), raw.value());
  // Fields that Pistache took apart are put together again, so that nobody else depends on its types.
  for (const auto& header : from.headers().list()) {
    if (request.headers.Find(header->name()) != nullptr) continue;
    std::ostringstream text;
    header->write(text);
    request.headers.Add(header->name(), text.str());
  }
  request.body = from.body();
  return request;
}

// Pistache writes only the fields it has a type for; this type is for any.
class AnyField final : public Pistache::Http::Header::Header {
 public:
  AnyField(std::string name, std::string value) : name_(std::move(name)), value_(std::move(value)) {}
  [[nodiscard]] const char* name() const override { return name_.c_str(); }
  void write(std::ostream& stream) const override { stream << value_; }
#ifdef SAFE_HEADER_CAST
  [[nodiscard]] uint64_t hash() const override { return 0; }
#endif

 private:
  std::string name_;
  std::string value_;
};

void WriteResponse(const Response& response, bool head_only, Pistache::Http::ResponseWriter& writer) {
  for (const auto& [name, value] : response.headers.all()) {
    writer.headers().add(std::make_shared<AnyField>(name, value));
  }
  writer.send(static_cast<Pistache::Http::Code>(response.status), head_only ? std::string() : response.body);
}

class Adapter final : public Pistache::Http::Handler {
 public:
  explicit Adapter(std::shared_ptr<const HttpServer::Application> application)
      : application_(std::move(application)) {}

  // Each of Pistache's threads works on a copy.
  [[nodiscard]] std::shared_ptr<Pistache::Tcp::Handler> clone() const override {
    return std::make_shared<Adapter>(*this);
  }

  void onRequest(const Pistache::Http::Request& from, Pistache::Http::ResponseWriter writer) override {
    const Request request = ReadRequest(from);
    WriteResponse((*application_)(request), request.method == "HEAD", writer);
  }

  void onTimeout(const Pistache::Http::Request&, Pistache::Http::ResponseWriter writer) override {
    writer.send(Pistache::Http::Code::Request_Timeout);
  }

 private:
  std::shared_ptr<const HttpServer::Application> application_;
};

}  // namespace

struct HttpServer::Impl {
  ServerOptions options;
  std::shared_ptr<const Application> application;
  std::unique_ptr<Pistache::Http::Endpoint> endpoint;
};

HttpServer::HttpServer(ServerOptions options, Application application)
    : impl_(std::make_unique<Impl>(
          Impl{std::move(options), std::make_shared<const Application>(std::move(application)), nullptr})) {}

HttpServer::~HttpServer() { Stop(); }

std::uint16_t HttpServer::Start() {
  const Pistache::Address address(impl_->options.host, Pistache::Port(impl_->options.port));
  auto endpoint = std::make_unique<Pistache::Http::Endpoint>(address);
  endpoint->init(Pistache::Http::Endpoint::options()
                     .threads(impl_->options.threads)
                     .threadsName("charter-http")
                     .flags(Pistache::Tcp::Options::ReuseAddr)
                     .maxRequestSize(kLargestMessage)
                     .headerTimeout(std::chrono::seconds(10))
                     .bodyTimeout(std::chrono::seconds(30)));
  endpoint->setHandler(std::make_shared<Adapter>(impl_->application));
  endpoint->serveThreaded();
  impl_->endpoint = std::move(endpoint);
  return impl_->endpoint->getPort();
}

void HttpServer::Stop() {
  if (!impl_->endpoint) return;
  impl_->endpoint->shutdown();
  impl_->endpoint.reset();
}

}  // namespace charter::api
