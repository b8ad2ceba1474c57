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

// As locks have it; failures lock for an hour at most.
constexpr Timestamp kForEver{253'370'736'000, 0};

tl::unexpected<Problem> Failed(Code code, Text detail) {
  Problem problem;
  problem.code = code;
  problem.detail = std::move(detail);
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

bool IsLocked(const Account& account) { return account.locked_until && *account.locked_until >= kForEver; }

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

std::optional<SignIn::FirstPassword> SignIn::Open(const TenantId& tenant, Account account,
                                                  const AccessRecord& record) {
  const std::string password = OneTimePassword();
  account.hash = passwords_.Hash(password);
  account.must_change = true;
  account.failures = 0;
  if (!IsLocked(account)) account.locked_until.reset();
  account.changed_at = clock_.Now();
  if (!accounts_.PutAccount(tenant, account, record)) return std::nullopt;
  EndTokens(tenant, account.person);
  return FirstPassword{account.name, password};
}

void SignIn::EndTokens(const TenantId& tenant, const PersonId& person) {
  for (const TokenKind kind : {TokenKind::kSession, TokenKind::kPersonal})
    directory_.DropTokens(tenant, person, kind, "");
}

AccessRecord SignIn::Done(const char* kind, const Caller& by, const PersonId& whom,
                          const std::string& address) {
  AccessRecord record = trail_.Make(kind, address);
  record.person = by.person.id;
  record.whom = whom;
  return record;
}

std::optional<SignIn::FirstPassword> SignIn::Reset(const TenantId& tenant, const PersonId& person) {
  const auto found = accounts_.FindAccountOf(tenant, person);
  Account account = found.value_or(Account{});
  if (!found) account.name = AccountName(person.value);
  account.person = person;
  account.locked_until.reset();
  AccessRecord record = trail_.Make(access::kPasswordReset, "");
  record.person = person;
  return Open(tenant, std::move(account), record);
}

tl::expected<SignIn::FirstPassword, Problem> SignIn::MakeAccount(const Caller& by, const PersonId& person,
                                                                 const std::string& name,
                                                                 const std::string& address) {
  if (!directory_.FindPerson(by.tenant, person))
    return Failed(Code::person_not_found,
                  {"没有此人：" + person.value, "There is no person " + person.value + "."});
  Account account;
  account.name = AccountName(name.empty() ? person.value : name);
  account.person = person;
  const bool is_name =
      !account.name.empty() && std::none_of(account.name.begin(), account.name.end(), [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
      });
  if (!is_name) {
    auto problem = Failed(Code::input_invalid, {"登录名不能有空格", "A name to sign in with has no spaces."});
    problem.value().fields.push_back({"/name", "pattern", problem.value().detail});
    return problem;
  }
  if (auto first = Open(by.tenant, std::move(account), Done(access::kAccountMade, by, person, address)))
    return *std::move(first);
  return Failed(Code::account_exists, {"此人已有账户，或登录名已被占用",
                                       "The person has an account already, or somebody else has the name."});
}

tl::expected<SignIn::FirstPassword, Problem> SignIn::ResetAccount(const Caller& by, const std::string& name,
                                                                  const std::string& address) {
  auto account = accounts_.FindAccount(by.tenant, AccountName(name));
  if (!account)
    return Failed(Code::no_such_resource, {"没有账户 " + name, "There is no account " + name + "."});
  const AccessRecord record = Done(access::kPasswordReset, by, account->person, address);
  if (auto first = Open(by.tenant, *std::move(account), record)) return *std::move(first);
  return Failed(Code::account_clash, {});
}

tl::expected<Account, Problem> SignIn::SetLock(const Caller& by, const std::string& name, bool locked,
                                               const std::string& address) {
  auto account = accounts_.FindAccount(by.tenant, AccountName(name));
  if (!account)
    return Failed(Code::no_such_resource, {"没有账户 " + name, "There is no account " + name + "."});
  if (locked && account->person == by.person.id) {
    return Failed(Code::not_permitted, {"不能锁定本人的账户", "Nobody locks his own account."});
  }
  account->failures = 0;
  account->locked_until = locked ? std::optional(kForEver) : std::nullopt;
  const auto* kind = locked ? access::kAccountLocked : access::kAccountUnlocked;
  if (!accounts_.PutAccount(by.tenant, *account, Done(kind, by, account->person, address)))
    return Failed(Code::account_clash, {});
  if (locked) EndTokens(by.tenant, account->person);
  return *std::move(account);
}

}  // namespace charter::api
