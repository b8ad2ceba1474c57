#include "api/commands/identity_options.h"

#include <algorithm>

#include "api/client_address.h"
#include "engine/data/failure.h"

namespace charter::api {
namespace {

[[noreturn]] void BadOption(const std::string& text) { throw Failure(Code::invalid_parameter, text); }

Duration ReadTime(const Arguments& arguments, const std::string& name, Duration fallback) {
  if (!arguments.Has(name)) return fallback;
  const std::string text = arguments.Get(name);
  const auto time = ParseDuration(text);
  if (!time || time->seconds < 1) BadOption(name + " is a time like 2h or 30m, not \"" + text + "\"");
  return *time;
}

Rate ReadRate(const Arguments& arguments, const std::string& name, Rate fallback) {
  if (!arguments.Has(name)) return fallback;
  const std::string text = arguments.Get(name);
  const auto rate = ParseRate(text);
  if (!rate)
    BadOption(name + " is none or a number per time like 30/min, 50/s or 1000/h, not \"" + text + "\"");
  return *rate;
}

std::vector<std::string> ReadProxies(const Arguments& arguments) {
  std::vector<std::string> proxies;
  const std::string text = arguments.Get("--trusted-proxy");
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string address = text.substr(begin, end - begin);
    if (!IsAddress(address))
      BadOption("--trusted-proxy takes addresses like 127.0.0.1,::1, not \"" + address + "\"");
    proxies.push_back(address);
    begin = end + 1;
  }
  return proxies;
}

std::optional<CharterServerOptions::Provider> ReadProvider(const Arguments& arguments) {
  const bool all =
      arguments.Has("--oidc-issuer") && arguments.Has("--oidc-audience") && arguments.Has("--oidc-jwks");
  const bool any =
      arguments.Has("--oidc-issuer") || arguments.Has("--oidc-audience") || arguments.Has("--oidc-jwks");
  if (!any) return std::nullopt;
  if (!all) BadOption("--oidc-issuer, --oidc-audience and --oidc-jwks are given together");
  CharterServerOptions::Provider provider;
  provider.expected.issuer = arguments.Get("--oidc-issuer");
  provider.expected.audience = arguments.Get("--oidc-audience");
  provider.keys = arguments.Get("--oidc-jwks");
  return provider;
}

}  // namespace

void ReadIdentityOptions(const Arguments& arguments, const TenantId& home, CharterServerOptions& options) {
  options.gate.home = TenantId(arguments.Get("--tenant", home.value));
  options.gate.proxies = ReadProxies(arguments);
  options.gate.per_caller = ReadRate(arguments, "--limit-caller", options.gate.per_caller);
  options.gate.per_address = ReadRate(arguments, "--limit-address", options.gate.per_address);
  options.gate.refusals = ReadRate(arguments, "--limit-refusals", options.gate.refusals);
  options.sign_ins = ReadRate(arguments, "--limit-sign-ins", options.sign_ins);
  options.sessions.behind_tls = arguments.Has("--behind-tls");
  options.sessions.idle = ReadTime(arguments, "--session-idle", options.sessions.idle);
  options.sessions.longest = ReadTime(arguments, "--session-longest", options.sessions.longest);
  options.provider = ReadProvider(arguments);
}

std::vector<Option> IdentityOptions() {
  using Value = Option::Value;
  return {
      {"--tenant", Value::kRequired, "ID", "whose people sign in without saying so (liangzhou)"},
      {"--oidc-issuer", Value::kRequired, "URL",
       "believe the tokens of this identity provider, as `iss` has it"},
      {"--oidc-audience", Value::kRequired, "NAME", "what its tokens call this server in `aud`"},
      {"--oidc-jwks", Value::kRequired, "FILE|URL",
       "where its keys are; an address is asked again now and then"},
      {"--behind-tls", Value::kNone, "",
       "browsers come by https only: cookies are Secure and named __Host-charter"},
      {"--trusted-proxy", Value::kRequired, "ADDRESS,...", "whose X-Forwarded-For is believed"},
      {"--session-idle", Value::kRequired, "TIME",
       "a browser's session ends after so long without a request (2h)"},
      {"--session-longest", Value::kRequired, "TIME", "and after so long in any case (12h)"},
      {"--limit-sign-ins", Value::kRequired, "RATE", "tries to sign in from one address (30/min)"},
      {"--limit-refusals", Value::kRequired, "RATE", "refused requests of one person or address (600/min)"},
      {"--limit-caller", Value::kRequired, "RATE", "requests of one person (none)"},
      {"--limit-address", Value::kRequired, "RATE", "requests from one address (none)"}};
}

}  // namespace charter::api
