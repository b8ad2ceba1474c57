#include "api/commands/welcome.h"

#include <algorithm>
#include <ostream>
#include <set>

namespace charter::api {
namespace {

std::size_t WidthOf(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    // Three bytes and more begin at U+0800; of what names are written in there, all is wide.
    if (byte >= 0xE0U) {
      width += 2;
    } else if ((byte & 0xC0U) != 0x80U) {
      width += 1;
    }
  }
  return width;
}

std::string OrganizationName(const SampleCity& city, const OrgId& id) {
  for (const Organization& organization : city.organizations) {
    if (organization.id == id) return organization.name.zh;
  }
  return id.value;
}

void PrintTokens(const Welcome& welcome, std::ostream& out) {
  std::set<std::string> shown;
  for (const SamplePerson& person : welcome.city->people) {
    if (person.grants.empty() || !shown.insert(person.grants.front().role).second) continue;
    const auto token = welcome.tokens.find(person.token_name);
    if (token == welcome.tokens.end()) continue;
    out << "  " << Pad(person.grants.front().role, 15) << Pad(person.person.name, 8)
        << Pad(OrganizationName(*welcome.city, person.grants.front().org), 24) << token->second << "\n";
  }
}

}  // namespace

std::string Pad(const std::string& text, std::size_t width) {
  return text + std::string(std::max(width, WidthOf(text) + 1) - WidthOf(text), ' ');
}

void Print(const Welcome& welcome, std::ostream& out) {
  out << "Charter " << CHARTER_VERSION << " is ready on " << welcome.address << "\n";
  if (welcome.simulated_now) {
    out << "The clock is simulated and stands at " << ToShanghaiString(*welcome.simulated_now)
        << "; POST /v1/clock moves it.\n";
  }
  if (welcome.city) {
    const SampleCity& city = *welcome.city;
    out << "\n"
        << city.organizations.front().name.zh << ": " << city.organizations.size() << " organisations, "
        << city.people.size() << " people, " << city.initiatives.size() << " initiatives (all fictional).\n"
        << "A token for each role; all people's are in " << welcome.token_file << ":\n\n";
    PrintTokens(welcome, out);
    const std::string& first = city.people.front().token_name;
    const std::string file =
        welcome.token_file.find('/') == std::string::npos ? "./" + welcome.token_file : welcome.token_file;
    out << "\nNext, in another terminal:\n\n  . " << file << "\n  curl -s -H \"Authorization: Bearer $"
        << first << "\" " << welcome.address << "/v1/tasks\n\n";
  }
  if (welcome.first) {
    out << "\nNobody was there, so an administrator has been made. This is shown once:\n\n  name      "
        << welcome.first->name << "\n  password  " << welcome.first->password
        << "\n\nSign in with it (POST /v1/sessions) and choose another (POST /v1/me/password); if it is "
           "lost: charter admin reset "
        << welcome.first->name << "\n\n";
  }
  out << "Ctrl-C stops it.\n" << std::flush;
}

}  // namespace charter::api
