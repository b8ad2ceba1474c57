// A server for ./dev bench http that gives one small answer to whatever it is asked:
//   http_bench charter|pistache     prints its port, and ends when its standard input does
// "pistache" is the library as it comes, with its own reading of HTTP and a thread for each processor.
// Pistache's headers do not hold to our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#include <pistache/endpoint.h>
#pragma GCC diagnostic pop

#include <cstdint>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>

#include "api/http/server.h"

namespace {

constexpr const char* kBody = R"({"status":"ok"})";

void ServeUntilTheEnd(std::uint16_t port) {
  std::cout << port << std::endl;
  std::cin.ignore(1);
}

class Bare final : public Pistache::Http::Handler {
 public:
  HTTP_PROTOTYPE(Bare)
  void onRequest(const Pistache::Http::Request&, Pistache::Http::ResponseWriter writer) override {
    writer.send(Pistache::Http::Code::Ok, kBody, MIME(Application, Json));
  }
};

void ServePistache() {
  Pistache::Http::Endpoint endpoint(Pistache::Address("127.0.0.1", Pistache::Port(0)));
  endpoint.init(Pistache::Http::Endpoint::options()
                    .threads(static_cast<int>(std::thread::hardware_concurrency()))
                    .flags(Pistache::Tcp::Options::ReuseAddr));
  endpoint.setHandler(Pistache::Http::make_handler<Bare>());
  endpoint.serveThreaded();
  ServeUntilTheEnd(endpoint.getPort());
  endpoint.shutdown();
}

void ServeCharter() {
  charter::api::HttpServer server({"127.0.0.1", 0}, [](const charter::api::Request&) {
    charter::api::Response response;
    response.headers.Add("Content-Type", "application/json");
    response.body = kBody;
    return response;
  });
  ServeUntilTheEnd(server.Start());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::string name = argc > 1 ? argv[1] : "";
    if (name == "charter") {
      ServeCharter();
    } else if (name == "pistache") {
      ServePistache();
    } else {
      throw std::runtime_error("usage: http_bench charter|pistache");
    }
    return 0;
  } catch (const std::exception& failure) {
    std::cerr << "http_bench: " << failure.what() << "\n";
    return 1;
  }
}
