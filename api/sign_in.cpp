#include "api/sign_in.h"

#include <algorithm>
#include <utility>

#include "api/client_address.h"
#include "api/gate.h"
#include "engine/data/sha256.h"

namespace charter::api {
namespace {

constexpr int kTries = 20;                  // beside others who try the same account at the same time
constexpr std::size_t kNameHashDigits = 8;  // enough to see the same name again, too few to guess it by

tl::unexpected<Problem> Refused() {
  Problem problem;
  problem.code = Code::sign_in_refused;
  problem.detail = {"名称或密码不正确；多次失败后须等待一段时间",
                    "The name or the password is wrong; after several failures one has to wait."};
  problem.hint = {"稍候再试，或请管理员重设密码",
                  "Wait a while, or have an administrator reset the password."};
  problem.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"charter\"");
  return tl::unexpected(std::move(problem));
}

tl::unexpected<Problem> Unfit(Text message) {
  Problem problem;
  problem.code = Code::password_unfit;
  problem.detail = message;
  problem.fields.push_back({"/new", "format", std::move(message)});
  return tl::unexpected(std::move(problem));
}

}  // namespace

Duration WaitAfter(int failures) {
  if (failures < kFailuresFree) return {};
  const int doublings = std::min(failures - kFailuresFree, 10);
  return std::min(Duration{kFirstWait.seconds << doublings, 0}, kLongestWait);
}

std::string AccountName(std::string_view text) {
  std::string name(TrimSpace(text));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

std::optional<Account> SignIn::Try(const TenantId& tenant,
                                   const std::function<std::optional<Account>()>& find,
                                   const std::string& password, const std::function<void(Account&)>& change,
                                   AccessRecord record, const char* kind) {
  std::optional<std::string> checked;
  bool is_right = false;
  record.kind = access::kSignInRefused;
  record.code = static_cast<int>(Code::sign_in_refused);
  for (int i = 0; i < kTries; ++i) {
    const auto found = find();
    const std::string hash = found ? found->hash : std::string();
    // Also of a locked account and of none: it is to take as long.
    if (checked != hash) is_right = passwords_.IsRight(password, hash);
    checked = hash;
    const Timestamp now = clock_.Now();
    if (found) {
      record.person = found->person;
      record.name_hash.clear();
    }
    if (!found || (found->locked_until && *found->locked_until > now)) {
      trail_.Add(tenant, record);
      return std::nullopt;
    }
    Account account = *found;
    account.locked_until.reset();
    if (is_right) {
      account.failures = 0;
      change(account);
      record.kind = kind;
      record.code = 0;
    } else {
      const Duration wait = WaitAfter(++account.failures);
      if (wait > Duration{}) account.locked_until = Add(now, wait);
    }
    if (accounts_.PutAccount(tenant, account, record))
      return is_right ? std::optional(account) : std::nullopt;
    record.kind = access::kSignInRefused;
    record.code = static_cast<int>(Code::sign_in_refused);
  }
  return std::nullopt;
}

SignIn::Session SignIn::Begin(const TenantId& tenant, const Person& person, bool must_change) {
  Session session;
  session.person = person;
  Token& token = session.record;
  token.tenant = tenant;
  token.person = person.id;
  token.kind = TokenKind::kSession;
  token.scope = must_change ? TokenScope::kPassword : TokenScope::kAll;
  const Timestamp now = clock_.Now();
  token.used_at = now;
  const SessionRules& rules = identity_.rules();
  token.expires_at = Add(now, std::min(rules.idle, rules.longest)).value_or(now);
  session.token = identity_.Issue(token);
  return session;
}

tl::expected<SignIn::Session, Problem> SignIn::Enter(const TenantId& tenant, const std::string& name,
                                                     const std::string& password,
                                                     const std::string& address) {
  AccessRecord record = trail_.Make(access::kSignInRefused, address);
  if (const auto wait = attempts_.Take(CountedAddress(address))) {
    record.kind = access::kLimited;
    record.code = static_cast<int>(Code::too_many_requests);
    if (wait->first) trail_.Add(tenant, record);
    return tl::unexpected(TooManyRequests(*wait));
  }
  const std::string wanted = AccountName(name);
  record.name_hash = Sha256(tenant.value + "\n" + wanted).substr(0, kNameHashDigits);
  const auto account = Try(
      tenant, [&] { return accounts_.FindAccount(tenant, wanted); }, password,
      [&](Account& right) {
        if (passwords_.IsDated(right.hash)) right.hash = passwords_.Hash(password);
      },
      record, access::kSignedIn);
  const auto person = account ? directory_.FindPerson(tenant, account->person) : std::nullopt;
  if (!person) return Refused();
  return Begin(tenant, *person, account->must_change);
}

void SignIn::Leave(const Proof& proof, const std::string& address) {
  const Caller& caller = proof.caller;
  directory_.DropTokens(caller.tenant, caller.person.id, TokenKind::kSession, proof.sha256);
  AccessRecord record = trail_.Make(access::kSignedOut, address);
  record.person = caller.person.id;
  trail_.Add(caller.tenant, record);
}

tl::expected<std::optional<SignIn::Session>, Problem> SignIn::ChangePassword(const Proof& proof,
                                                                             const std::string& present,
                                                                             const std::string& next,
                                                                             const std::string& address) {
  const TenantId& tenant = proof.caller.tenant;
  const Person& person = proof.caller.person;
  const auto find = [&] { return accounts_.FindAccountOf(tenant, person.id); };
  const auto before = find();
  if (!before) {
    Problem problem;
    problem.code = Code::no_local_account;
    return tl::unexpected(std::move(problem));
  }
  if (next == present) return Unfit({"新密码与原密码相同", "The new password is the present one."});
  if (auto why = WhyUnfit(next, before->name)) return Unfit(*std::move(why));
  const std::string hash = passwords_.Hash(next);
  const auto change = [&](Account& account) {
    account.hash = hash;
    account.must_change = false;
    account.changed_at = clock_.Now();
  };
  if (!Try(tenant, find, present, change, trail_.Make(access::kPasswordChanged, address),
           access::kPasswordChanged))
    return Refused();
  directory_.DropTokens(tenant, person.id, TokenKind::kSession, "");
  if (!proof.by_cookie) return std::nullopt;
  return Begin(tenant, person, false);
}

std::optional<SignIn::FirstPassword> SignIn::Reset(const TenantId& tenant, const PersonId& person) {
  const FirstPassword first{{}, OneTimePassword()};
  const auto found = accounts_.FindAccountOf(tenant, person);
  Account account = found.value_or(Account{});
  if (!found) account.name = AccountName(person.value);
  account.person = person;
  account.hash = passwords_.Hash(first.password);
  account.must_change = true;
  account.failures = 0;
  account.locked_until.reset();
  account.changed_at = clock_.Now();
  AccessRecord record = trail_.Make(access::kPasswordReset, "");
  record.person = person;
  if (!accounts_.PutAccount(tenant, account, record)) return std::nullopt;
  for (const TokenKind kind : {TokenKind::kSession, TokenKind::kPersonal})
    directory_.DropTokens(tenant, person, kind, "");
  return FirstPassword{account.name, first.password};
}

}  // namespace charter::api
