// Who is to sign (会签), one seat for each signature, and what has become of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/activity/activity.h"
#include "engine/activity/need.h"

namespace charter {

// A signature that is handed over (转签): from whom to whom.
struct HandOver {
  std::string from;
  std::string to;
  std::string reason;
  Timestamp at;
};

struct Seat {
  std::int64_t number = 0;          // from 1, in the order in which they were made
  std::string role;                 // whoever holds it may sign; empty: a seat of a named person
  std::string person;               // who alone may sign; empty: whoever holds the role
  std::vector<std::int64_t> after;  // numbers of the seats that decide before this one
  std::string added_by;  // by whom it was added (加签), and why; empty: it was there from the start
  std::string added_because;
  std::vector<HandOver> handed;  // oldest first
  std::string decision;          // "signed", "refused" or empty
  std::string by;                // who decided
  std::string on_behalf_of;      // for whom; empty: for himself
  Timestamp at;
  std::string opinion;  // with a signature, or the reason of a refusal
  std::string file;

  [[nodiscard]] bool Open() const { return decision.empty(); }
  [[nodiscard]] bool Added() const { return !added_by.empty(); }
};

// In the order in which they sign.
class Seats {
 public:
  Seats(const Need& need, std::vector<Seat> seats) : need_(&need), seats_(std::move(seats)) {}

  [[nodiscard]] const std::vector<Seat>& all() const { return seats_; }
  Seat& operator[](std::size_t place) { return seats_[place]; }
  const Seat& operator[](std::size_t place) const { return seats_[place]; }

  // Nothing was done in any of them yet.
  [[nodiscard]] bool Untouched() const;
  // A signature that could be given now: the seat is open, those before it have decided, and it still
  // matters.
  [[nodiscard]] bool Awaits(const Seat& seat) const;
  // Enough have signed, those added among them; or too few are left to reach it.
  [[nodiscard]] bool Passed() const;
  [[nodiscard]] bool Lost() const;
  [[nodiscard]] std::int64_t Decided(std::string_view decision) const;
  // The first open seat of this person, those that await him first; of this role unless it is empty.
  [[nodiscard]] std::optional<std::size_t> Of(const Actor& actor, std::string_view role) const;
  // Also where another has done it for him.
  [[nodiscard]] bool HasActed(std::string_view person) const;
  // Whether the person is asked already in another seat than this one: by name, by what he did, or by a
  // role that he holds. `self` is seats' number; 0 for none.
  [[nodiscard]] bool Asks(const Value& known_person, std::int64_t self) const;
  // A further seat at the side of one, or after it.
  void Add(std::size_t beside, bool after, Seat seat);

 private:
  [[nodiscard]] bool Reached() const;

  const Need* need_;
  std::vector<Seat> seats_;
};

Value ToValue(const std::vector<Seat>& seats);
std::vector<Seat> SeatsFrom(std::span<const Value> list);
std::vector<Field> SeatFields();

}  // namespace charter
