// charter serve: run the server.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "api/calendar_file.h"
#include "api/charter_server.h"
#include "api/commands/commands.h"
#include "api/commands/identity_options.h"
#include "api/commands/welcome.h"
#include "api/first_administrator.h"
#include "api/http_courier.h"
#include "api/log.h"
#include "api/numbers.h"
#include "api/preset_files.h"
#include "api/sample_city.h"
#include "api/sealer.h"
#include "api/token_file.h"
#include "api/webhook.h"
#include "api/work_loop.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

constexpr std::string_view kSqlite = "sqlite:";

[[noreturn]] void BadOption(const std::string& text) { throw Failure(Code::invalid_parameter, text); }

ServerOptions ReadListen(const Arguments& arguments) {
  const std::string listen = arguments.Get("--listen", "127.0.0.1:8080");
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos || colon == 0)
    BadOption("--listen is written HOST:PORT, not \"" + listen + "\"");
  ServerOptions options;
  options.host = listen.substr(0, colon);
  options.port =
      static_cast<std::uint16_t>(NumberOption("the port of --listen", listen.substr(colon + 1), 0, 65535));
  options.threads = NumberOption("--threads", arguments.Get("--threads", "64"), 1, 1024);
  return options;
}

std::optional<Timestamp> ReadSimulatedClock(const Arguments& arguments) {
  if (!arguments.Has("--simulated-clock")) return std::nullopt;
  const std::string text = arguments.Get("--simulated-clock");
  const auto start = ParseTimestamp(text);
  if (!start) BadOption("--simulated-clock is a time like 2026-01-05T09:00:00+08:00, not \"" + text + "\"");
  return start;
}

std::shared_ptr<Courier> ReadReceiver(const Arguments& arguments) {
  const bool has_secret = arguments.Has("--deliver-secret-file");
  if (!arguments.Has("--deliver-to")) {
    if (has_secret) BadOption("--deliver-secret-file needs --deliver-to URL");
    return nullptr;
  }
  std::string key;
  if (has_secret) {
    const std::string path = arguments.Get("--deliver-secret-file");
    const auto text = ReadFile(path);
    if (!text) BadOption("the file of --deliver-secret-file cannot be read: " + path);
    const auto secret = ReadWebhookSecret(*text);
    if (!secret)
      BadOption("the secret in " + path + " must be of 24 to 64 bytes: as it is, or \"whsec_\" and base64");
    key = *secret;
  }
  return std::make_shared<HttpCourier>(arguments.Get("--deliver-to"), key);
}

std::chrono::hours ReadKeysHold(const Arguments& arguments) {
  return std::chrono::hours(NumberOption("--keys-hold", arguments.Get("--keys-hold", "24"), 1, 8760));
}

// 网络安全法 of 2016, article 21: logs are kept for six months at least.
std::chrono::hours ReadKeepAccess(const Arguments& arguments) {
  return std::chrono::hours(24 *
                            NumberOption("--keep-access", arguments.Get("--keep-access", "365"), 184, 36500));
}

std::chrono::seconds ReadGrace(const Arguments& arguments) {
  return std::chrono::seconds(NumberOption("--grace", arguments.Get("--grace", "0"), 0, 3600));
}

FileRules ReadFileRules(const Arguments& arguments) {
  FileRules rules{.types = UsualFileTypes()};
  rules.largest =
      std::int64_t{NumberOption("--largest-file", arguments.Get("--largest-file", "100"), 1, 102400)} << 20;
  if (!arguments.Has("--file-types")) return rules;
  rules.types.clear();
  std::istringstream types(arguments.Get("--file-types"));
  for (std::string type; std::getline(types, type, ',');) {
    type = PlainMediaType(type);
    if (type.find('/') == std::string::npos)
      BadOption("--file-types is a list like application/pdf,image/*, and \"" + type + "\" is no media type");
    rules.types.push_back(std::move(type));
  }
  return rules;
}

std::string ReadMetricsToken(const Arguments& arguments) {
  if (!arguments.Has("--metrics-token-file")) return {};
  const std::string path = arguments.Get("--metrics-token-file");
  const auto text = ReadFile(path);
  if (!text) BadOption("the file of --metrics-token-file cannot be read: " + path);
  const auto token = ReadScrapeToken(*text);
  if (!token) BadOption("the first line of " + path + " must be a token of 24 visible characters or more");
  return *token;
}

std::chrono::hours ReadChangesKept(const Arguments& arguments) {
  return std::chrono::hours(24 *
                            NumberOption("--changes-kept", arguments.Get("--changes-kept", "7"), 1, 3660));
}

Reach ReadWebhookReach(const Arguments& arguments) {
  const std::string text = arguments.Get("--webhooks-to", "public");
  const auto reach = ParseReach(text);
  if (!reach) BadOption("--webhooks-to is public, loopback or private, not \"" + text + "\"");
  return *reach;
}

int ReadStreams(const Arguments& arguments) {
  return static_cast<int>(NumberOption("--streams", arguments.Get("--streams", "1000"), 0, 20'000));
}

std::string TokenFileOf(const Arguments& arguments, const std::string& url) {
  const std::string beside = url.rfind(kSqlite, 0) == 0 ? url.substr(kSqlite.size()) : "charter";
  return arguments.Get("--token-file", beside + ".tokens.env");
}

struct Sample {
  SampleCity city;
  SampleReport report;
  std::map<std::string, std::string> tokens;
};

Sample LoadSample(const Arguments& arguments, const SampleCity& city, CharterServer& server,
                  const std::string& token_file) {
  Sample sample{city, {}, {}};
  sample.report = LoadSampleCity(city, arguments.Get("--workflows", "workflows"), server.service(),
                                 server.store(), server.directory());
  sample.tokens = KeepOrIssueTokens(token_file, city, server.directory(), server.wall_clock());
  return sample;
}

std::uint16_t Listen(CharterServer& server, const ServerOptions& options) {
  try {
    return server.Start();
  } catch (const std::exception& error) {
    const std::string address = options.host + ":" + std::to_string(options.port);
    throw std::runtime_error("cannot listen on " + address + ": " + error.what() +
                             "\n  See that the address is of this machine and that nobody else has the port, "
                             "or choose another with --listen HOST:PORT");
  }
}

// Null where no seals are asked for.
std::unique_ptr<WorkLoop> MakeSealLoop(const Arguments& arguments, CharterServer& server) {
  if (!arguments.Has("--seal-every")) return nullptr;
  const std::string text = arguments.Get("--seal-every");
  const auto every = ParseDuration(text);
  if (!every || every->seconds < 1) BadOption("--seal-every is a time like 1h or 10m, not \"" + text + "\"");
  const std::chrono::milliseconds period = std::chrono::seconds(every->seconds);
  const auto sealer =
      std::make_shared<Sealer>(server.store(), server.wall_clock(), SigningKey::Read(SealKeyPath(arguments)),
                               arguments.Get("--seal-file"));
  return std::make_unique<WorkLoop>("seal", 1, period, [sealer, period] {
    sealer->RunOnce();
    return period;
  });
}

// A connection is an open file, and the customary limit of 1024 is meant for other programs.
void RaiseFileLimit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &files));
}

int Serve(const Arguments& arguments, const Surroundings& surroundings) {
  const std::string url = arguments.Get("--db", kDefaultDatabase);
  const std::chrono::seconds grace = ReadGrace(arguments);
  CharterServerOptions options;
  options.http = ReadListen(arguments);
  options.simulated_start = ReadSimulatedClock(arguments);
  options.courier = ReadReceiver(arguments);
  options.keys_hold = ReadKeysHold(arguments);
  options.files = ReadFileRules(arguments);
  options.metrics_token = ReadMetricsToken(arguments);
  options.changes_kept = ReadChangesKept(arguments);
  options.streams.all = ReadStreams(arguments);
  options.webhooks_to = ReadWebhookReach(arguments);
  options.keep_access = ReadKeepAccess(arguments);
  WorkCalendar calendar = ReadCalendar(arguments.Get("--workflows", "workflows"));
  std::optional<SampleCity> city;
  if (arguments.Has("--sample")) city = ReadSampleCity(arguments.Get("--sample", "examples/liangzhou"));

  ReadIdentityOptions(arguments, city ? city->tenant : TenantId("liangzhou"), options);

  // A file of one's own needs no ceremony; a shared database is migrated only when told.
  const bool migrate = arguments.Has("--migrate") || url.rfind(kSqlite, 0) == 0;
  const auto database = OpenOrExplain(url, migrate, surroundings);
  if (!database) return kExitFailed;
  if (options.simulated_start && city) {
    // After a restart time goes on where the last event left it.
    options.simulated_start =
        std::max(*options.simulated_start,
                 LastEventOf(*database->store, city->tenant).value_or(*options.simulated_start));
  }

  RaiseFileLimit();
  CharterServer server(*database, std::move(calendar), options,
                       ReadPresets(arguments.Get("--workflows", "workflows")));
  if (server.provider() != nullptr && !server.provider()->Refresh())
    surroundings.err << "warning: the keys of --oidc-jwks are not to be had now; the log says why\n";
  Welcome welcome;
  if (!city) welcome.first = MakeFirstAdministrator(server.directory(), server.sign_in(), server.home());
  if (city) {
    welcome.token_file = TokenFileOf(arguments, url);
    const Sample sample = LoadSample(arguments, *city, server, welcome.token_file);
    welcome.city = *city;
    welcome.tokens = sample.tokens;
    for (const std::string& warning : sample.report.warnings)
      surroundings.err << "warning: " << warning << "\n";
  }
  const int recounted = server.service().RecountDeadlines();
  if (recounted > 0)
    surroundings.out << "the work calendar is new: deadlines of " << recounted << " items counted again\n";
  const auto seals = MakeSealLoop(arguments, server);
  options.http.port = Listen(server, options.http);
  if (seals) seals->Start();
  welcome.address = "http://" + options.http.host + ":" + std::to_string(options.http.port);
  if (options.simulated_start) welcome.simulated_now = server.clock().Now();
  Print(welcome, surroundings.out);

  surroundings.wait_for_end();
  Log(Level::kInfo, "stopping");
  server.Retire();
  std::this_thread::sleep_for(grace);
  server.Stop();
  if (seals) seals->Stop();
  return kExitOk;
}

}  // namespace

Command ServeCommand() {
  using Value = Option::Value;
  Command command{
      "serve",
      "",
      "run the server",
      {DatabaseOption(),
       {"--listen", Value::kRequired, "HOST:PORT",
        "where to listen (127.0.0.1:8080); port 0 takes a free one"},
       {"--threads", Value::kRequired, "N", "threads that carry out requests, at most (64)"},
       {"--migrate", Value::kNone, "", "bring the tables up to date first (SQLite: always)"},
       {"--workflows", Value::kRequired, "DIR", "the folder of workflows and calendars (workflows)"},
       {"--sample", Value::kOptional, "DIR", "load the fictional city of DIR (examples/liangzhou)"},
       {"--token-file", Value::kRequired, "PATH", "where the sample's tokens go (beside the SQLite file)"},
       {"--seal-every", Value::kRequired, "TIME", "sign what stands in the database again and again (1h)"},
       SealKeyOption(),
       {"--seal-file", Value::kRequired, "FILE", "add each seal as a line to FILE (and to the log)"},
       {"--grace", Value::kRequired, "SECONDS",
        "when told to stop, say so at /ready and go on for so long (0)"},
       {"--keys-hold", Value::kRequired, "HOURS",
        "how long a request may be sent again under its Idempotency-Key (24)"},
       {"--largest-file", Value::kRequired, "MIB", "the largest file that may be uploaded (100)"},
       {"--file-types", Value::kRequired, "LIST",
        "media types that may be uploaded, image/* for all of a kind (documents, pictures, sound, archives)"},
       {"--changes-kept", Value::kRequired, "DAYS", "how long GET /v1/changes can go back (7)"},
       {"--streams", Value::kRequired, "N", "streams of changes open at once, at most (1000)"},
       {"--webhooks-to", Value::kRequired, "WHERE",
        "whom webhooks may reach: public addresses by https alone, also loopback, also private networks "
        "(public)"},
       {"--keep-access", Value::kRequired, "DAYS", "how long the record of who came in is kept (365)"},
       {"--simulated-clock", Value::kRequired, "TIME", "run on a clock that stands still until it is moved"},
       {"--deliver-to", Value::kRequired, "URL", "post effects there as JSON; without it they wait"},
       {"--metrics-token-file", Value::kRequired, "PATH",
        "who sends the token in this file may read /metrics; without it nobody may"},
       {"--deliver-secret-file", Value::kRequired, "PATH",
        "sign what is posted with the secret in this file"}},
      Serve};
  for (Option& option : IdentityOptions()) command.options.push_back(std::move(option));
  return command;
}

}  // namespace charter::api
