// tests/bench/engine_chart.yaml as a machine that is written by hand: states and events are types.
#pragma once

#include <cstdint>

#include <boost/mpl/list.hpp>
#include <boost/statechart/custom_reaction.hpp>
#include <boost/statechart/event.hpp>
#include <boost/statechart/simple_state.hpp>
#include <boost/statechart/state_machine.hpp>
#include <boost/statechart/transition.hpp>

namespace charter::bench {

namespace sc = boost::statechart;

struct Submit : sc::event<Submit> {};
struct SendBack : sc::event<SendBack> {};
struct Check : sc::event<Check> {};
struct Accept : sc::event<Accept> {};
struct Report : sc::event<Report> {};
struct Resume : sc::event<Resume> {};
struct Finish : sc::event<Finish> {};
struct Reopen : sc::event<Reopen> {};

struct Draft;
struct Review;
struct Checking;
struct Assessing;
struct Work;
struct Going;
struct Paused;
struct Closing;

struct StatechartMachine : sc::state_machine<StatechartMachine, Draft> {
  std::int64_t count = 0;
  std::int64_t limit = 1000;
  void ClearCount(const Reopen&) { count = 0; }
};

struct Draft : sc::simple_state<Draft, StatechartMachine> {
  using reactions = sc::transition<Submit, Review>;
};
struct Review : sc::simple_state<Review, StatechartMachine, Checking> {
  using reactions = sc::transition<SendBack, Draft>;
};
struct Checking : sc::simple_state<Checking, Review> {
  using reactions = sc::transition<Check, Assessing>;
};
struct Assessing : sc::simple_state<Assessing, Review> {
  using reactions = sc::transition<Accept, Work>;
};
struct Work : sc::simple_state<Work, StatechartMachine, Going> {
  using reactions = sc::transition<Finish, Closing>;
};
struct Going : sc::simple_state<Going, Work> {
  using reactions = sc::custom_reaction<Report>;
  sc::result react(const Report&);
};
struct Paused : sc::simple_state<Paused, Work> {
  using reactions = sc::transition<Resume, Going>;
};
struct Closing : sc::simple_state<Closing, StatechartMachine> {
  using reactions = sc::transition<Reopen, Draft, StatechartMachine, &StatechartMachine::ClearCount>;
};

inline sc::result Going::react(const Report&) {
  auto& machine = outermost_context();
  if (machine.count >= machine.limit) return discard_event();
  ++machine.count;
  return transit<Paused>();
}

}  // namespace charter::bench
