#include "engine/run/life_cycle.h"

#include <array>

#include <boost/mpl/list.hpp>
#include <boost/statechart/event.hpp>
#include <boost/statechart/simple_state.hpp>
#include <boost/statechart/state.hpp>
#include <boost/statechart/state_machine.hpp>
#include <boost/statechart/transition.hpp>

namespace charter {
// Named, because Boost.Statechart makes functions of these types that must have linkage.
namespace life_cycle {

namespace sc = boost::statechart;

struct Start : sc::event<Start> {};
struct Suspend : sc::event<Suspend> {};
struct Resume : sc::event<Resume> {};
struct Finish : sc::event<Finish> {};
struct Fail : sc::event<Fail> {};
struct Cancel : sc::event<Cancel> {};

struct Created;
struct Alive;
struct Active;
struct Suspended;
struct Faulted;
struct Ended;

struct LifeCycle : sc::state_machine<LifeCycle, Created> {
  Status status = Status::kCreated;
};

template <Status kStatus>
struct Mark {
  template <typename State>
  static void On(State& state) {
    state.outermost_context().status = kStatus;
  }
};

struct Created : sc::state<Created, LifeCycle> {
  using reactions = boost::mpl::list<sc::transition<Start, Alive>, sc::transition<Cancel, Ended>>;
  explicit Created(my_context context) : my_base(context) { Mark<Status::kCreated>::On(*this); }
};
struct Alive : sc::simple_state<Alive, LifeCycle, Active> {
  using reactions = boost::mpl::list<sc::transition<Cancel, Ended>>;
};
struct Active : sc::state<Active, Alive> {
  using reactions = boost::mpl::list<sc::transition<Suspend, Suspended>, sc::transition<Finish, Ended>,
                                     sc::transition<Fail, Faulted>>;
  explicit Active(my_context context) : my_base(context) { Mark<Status::kActive>::On(*this); }
};
struct Suspended : sc::state<Suspended, Alive> {
  using reactions = boost::mpl::list<sc::transition<Resume, Active>>;
  explicit Suspended(my_context context) : my_base(context) { Mark<Status::kSuspended>::On(*this); }
};
struct Faulted : sc::state<Faulted, Alive> {
  using reactions = boost::mpl::list<sc::transition<Resume, Active>>;
  explicit Faulted(my_context context) : my_base(context) { Mark<Status::kFaulted>::On(*this); }
};
struct Ended : sc::state<Ended, LifeCycle> {
  explicit Ended(my_context context) : my_base(context) { Mark<Status::kEnded>::On(*this); }
};

void Process(LifeCycle& machine, LifeEvent event) {
  switch (event) {
    case LifeEvent::kStart:
      machine.process_event(Start());
      break;
    case LifeEvent::kSuspend:
      machine.process_event(Suspend());
      break;
    case LifeEvent::kResume:
      machine.process_event(Resume());
      break;
    case LifeEvent::kFinish:
      machine.process_event(Finish());
      break;
    case LifeEvent::kFail:
      machine.process_event(Fail());
      break;
    case LifeEvent::kCancel:
      machine.process_event(Cancel());
      break;
  }
}

// A machine that starts in Created cannot be placed elsewhere, so it is walked there.
void WalkTo(LifeCycle& machine, Status status) {
  if (status == Status::kCreated) return;
  Process(machine, LifeEvent::kStart);
  if (status == Status::kSuspended) Process(machine, LifeEvent::kSuspend);
  if (status == Status::kFaulted) Process(machine, LifeEvent::kFail);
  if (status == Status::kEnded) Process(machine, LifeEvent::kFinish);
}

constexpr std::size_t kStatuses = 5;
constexpr std::size_t kEvents = 6;
using Table = std::array<std::array<std::optional<Status>, kEvents>, kStatuses>;

Table Explore() {
  Table table;
  for (std::size_t status = 0; status < kStatuses; ++status) {
    for (std::size_t event = 0; event < kEvents; ++event) {
      LifeCycle machine;
      machine.initiate();
      WalkTo(machine, static_cast<Status>(status));
      Process(machine, static_cast<LifeEvent>(event));
      if (machine.status != static_cast<Status>(status)) table[status][event] = machine.status;
    }
  }
  return table;
}

constexpr std::array<std::string_view, kStatuses> kNames{"created", "active", "suspended", "ended",
                                                         "faulted"};

}  // namespace life_cycle

using life_cycle::Explore;
using life_cycle::kNames;
using life_cycle::Table;

// The machine allocates a state on every entry; walking it once for each pair keeps items free of that.
std::optional<Status> Next(Status status, LifeEvent event) {
  static const Table kTable = Explore();
  return kTable[static_cast<std::size_t>(status)][static_cast<std::size_t>(event)];
}

std::string_view NameOf(Status status) { return kNames[static_cast<std::size_t>(status)]; }

std::optional<Status> ParseStatus(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Status>(i);
  }
  return std::nullopt;
}

}  // namespace charter
