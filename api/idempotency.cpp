#include "api/idempotency.h"

#include <algorithm>
#include <utility>

#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr std::size_t kLongestKey = 255;
constexpr int kRemovedAtOnce = 1000;

tl::unexpected<Problem> Refused(Code code, Text detail, Text hint) {
  Problem problem;
  problem.code = code;
  problem.detail = std::move(detail);
  problem.hint = std::move(hint);
  return tl::unexpected(std::move(problem));
}

tl::unexpected<Problem> Invalid(Text detail) {
  return Refused(Code::idempotency_key_invalid, std::move(detail),
                 {"例如 Idempotency-Key: \"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
                  "It is written like Idempotency-Key: \"8e03978e-40d5-43dd-bc93-6894a57f9324\"."});
}

// What stands between the quotes of a string of RFC 8941; nothing where that is none.
std::optional<std::string> Unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] == '\\' && (++i == text.size() || (text[i] != '"' && text[i] != '\\'))) return std::nullopt;
    out += text[i];
  }
  return out;
}

std::string WriteHeaders(const Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers.all()) text += name + ": " + value + "\n";
  return text;
}

Response ReadResponse(const AnswerRecord& answer) {
  Response response;
  response.status = answer.status;
  for (std::string_view rest = answer.headers; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t colon = line.find(": ");
    response.headers.Add(std::string(line.substr(0, colon)), std::string(line.substr(colon + 2)));
    rest.remove_prefix(line.size() + 1);
  }
  response.body = answer.body;
  return response;
}

}  // namespace

tl::expected<std::string, Problem> ReadIdempotencyKey(const Headers& headers) {
  const std::string* field = headers.Find("Idempotency-Key");
  if (field == nullptr) return std::string();
  const std::string_view text = TrimSpace(*field);
  const bool quoted = text.starts_with('"');
  const auto key = quoted ? Unquoted(text) : std::optional(std::string(text));
  // Without quotes there is no telling where a key with spaces, commas or parameters ends.
  const auto is_fit = [quoted](char c) {
    return quoted ? c >= ' ' && c <= '~' : c > ' ' && c <= '~' && c != ',' && c != ';' && c != '"';
  };
  if (!key || !std::all_of(key->begin(), key->end(), is_fit)) {
    return Invalid({"Idempotency-Key 应为一个由可见 ASCII 字符组成的字符串",
                    "Idempotency-Key must be one string of visible ASCII characters."});
  }
  if (key->empty() || key->size() > kLongestKey) {
    return Invalid(
        {"Idempotency-Key 应有 1 至 255 个字符，现有 " + std::to_string(key->size()) + " 个",
         "Idempotency-Key must have 1 to 255 characters, not " + std::to_string(key->size()) + "."});
  }
  return *key;
}

AnswerRecord KeyedWrite::Keep(const Response& response) {
  kept_ = true;
  record_.status = response.status;
  record_.headers = WriteHeaders(response.headers);
  record_.body = response.body;
  return record_;
}

// A key's turn among the requests of this server.
class Idempotency::Turn {
 public:
  Turn(Idempotency& of, Owned key) : of_(of), key_(std::move(key)) {
    std::unique_lock lock(of_.mutex_);
    of_.ended_.wait(lock, [this] { return of_.under_way_.insert(key_).second; });
  }
  ~Turn() {
    {
      const std::scoped_lock lock(of_.mutex_);
      of_.under_way_.erase(key_);
    }
    of_.ended_.notify_all();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Idempotency& of_;
  const Owned key_;
};

AnswerRecord Idempotency::Blank(const Call& call, const std::string& key) {
  const Request& request = call.request;
  const std::string* if_match = request.headers.Find("If-Match");
  AnswerRecord blank;
  blank.person = call.caller->person.id;
  blank.key = key;
  // No line but the last can hold a line break.
  blank.fingerprint = Sha256(request.method + "\n" + request.target + "\n" +
                             (if_match == nullptr ? "" : *if_match) + "\n" + request.body);
  blank.created_at = clock_.Now();
  blank.expires_at = blank.created_at;
  blank.expires_at.seconds += kept_for_.count();
  return blank;
}

std::optional<Answer> Idempotency::Given(const Call& call, const AnswerRecord& asked) {
  const auto kept = answers_.FindAnswer(call.caller->tenant, asked.person, asked.key, clock_.Now());
  if (!kept) return std::nullopt;
  if (kept->fingerprint != asked.fingerprint) {
    return Refused(
        Code::idempotency_key_reused,
        {"此 Idempotency-Key 已用于另一请求（方法、地址、If-Match 或请求体不同）",
         "This Idempotency-Key was used for another request: its method, address, If-Match or body "
         "was another."},
        {"新的请求请用新的键", "Take a new key for a new request."});
  }
  Response response = ReadResponse(*kept);
  response.headers.Add("Idempotency-Replayed", "true");
  return response;
}

Answer Idempotency::Carry(const Call& call, const Handler& handler) {
  const auto key = ReadIdempotencyKey(call.request.headers);
  if (!key) return tl::unexpected(key.error());
  if (key->empty()) return handler(call);

  const TenantId& tenant = call.caller->tenant;
  const Turn turn(*this, {tenant, call.caller->person.id, *key});
  KeyedWrite write(Blank(call, *key));
  if (auto given = Given(call, write.record())) return *std::move(given);
  Call keyed = call;
  keyed.keyed = &write;
  Answer answer = handler(keyed);
  // A handler whose change is in no store has it kept here.
  if (answer && (write.kept() || answers_.KeepAnswer(tenant, write.Keep(*answer)))) return answer;
  // Another server may have carried it out meanwhile: that it can no more be done then says nothing.
  if (auto given = Given(call, write.record())) return *std::move(given);
  return answer;
}

std::chrono::milliseconds Idempotency::RunOnce() {
  const bool more = answers_.RemoveExpiredAnswers(clock_.Now(), kRemovedAtOnce) == kRemovedAtOnce;
  return more ? std::chrono::milliseconds(0) : kAnswerPeriod;
}

}  // namespace charter::api
