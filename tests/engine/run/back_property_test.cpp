// However people send back and take back, an item is only ever in states that SCXML allows together.
#include <gtest/gtest.h>

#include <array>

#include <rapidcheck/gtest.h>

#include "tests/engine/run/people_under_test.h"

namespace charter {
namespace {

// Regions within a region, a history, a way back out of a region's own steps and one of all regions.
constexpr const char* kNested = R"yaml(
data: {n: {type: integer, default: 0}}
initial: draft
states:
  draft:
    on:
      a: {target: {back_to: [work, review], otherwise: work}, by: lead, withdraw: true, actions: [{assign: {n: data.n + 1}}]}
      b: {target: review, by: lead}
  work:
    type: parallel
    done: review
    on:
      c: {return: {max: 3}, by: office}
      d: {target: paused, by: lead, withdraw: true}
    states:
      left:
        initial: l1
        states:
          l1: {on: {a: {target: l2, by: lead, withdraw: true}}}
          l2:
            initial: m1
            on: {b: {return: true, by: office}}
            states:
              m1: {on: {a: {target: m2, by: office, withdraw: true}}}
              m2: {on: {c: {return: true, by: lead}, a: {target: l3, by: office}}}
          l3: {on: {b: {return: {to: [l1, m1, m2]}, by: office}, e: {target: l4, by: lead}}}
          l4: {type: final}
      right:
        initial: r1
        states:
          r1: {on: {a: {target: inner, by: lead, actions: [{assign: {n: data.n + 1}}]}}}
          inner:
            type: parallel
            done: r2
            on: {e: {return: true, by: lead}}
            states:
              x: {states: {x1: {on: {b: {target: x2, by: office, withdraw: true}}}, x2: {on: {e: {return: {max: 2}, by: lead}, a: x3}}, x3: {type: final}}}
              y: {states: {y1: {on: {a: {target: y2, by: lead, withdraw: true}}}, y2: {type: final}}}
          r2: {type: final}
      again: {type: history, history: deep, default: [l1, r1]}
  paused: {on: {a: {target: again, by: lead, withdraw: true}, b: {return: {to: [work, draft]}, by: office}}}
  review:
    on:
      a: {target: {back_to: [work, paused], otherwise: draft}, by: office}
      b: {return: {to: [work, draft, paused]}, by: office}
      e: {target: closed, by: chief}
  closed: {type: final}
)yaml";

// SCXML 3.11, "legal configuration".
bool IsLegal(const Chart& chart, const Configuration& active) {
  for (StateIndex i = 0; i < static_cast<StateIndex>(chart.states.size()); ++i) {
    const State& state = chart.states[static_cast<std::size_t>(i)];
    const bool is_active = i == 0 || active.Has(i);
    if (state.IsHistory() && is_active) return false;
    if (is_active && state.parent > 0 && !active.Has(state.parent)) return false;
    if (!is_active || state.children.empty()) continue;
    int inside = 0;
    int regions = 0;
    for (const auto child : state.children) {
      regions += chart.states[static_cast<std::size_t>(child)].IsHistory() ? 0 : 1;
      inside += active.Has(child) ? 1 : 0;
    }
    if (inside != (state.kind == State::Kind::kParallel ? regions : 1)) return false;
  }
  return true;
}

struct Move {
  int person = 0;
  int event = 0;
  bool named = false;
  int to = 0;
};

constexpr std::array kPeople{"lin", "wang", "zhao"};
constexpr std::array kEvents{"a", "b", "c", "d", "e", "a.withdraw", "b.withdraw", "d.withdraw"};
constexpr std::array kPlaces{"work", "draft", "paused", "l1", "m1", "m2"};

std::string InputFor(const Move& move, const PeopleUnderTest& item) {
  const std::string event = kEvents[static_cast<std::size_t>(move.event)];
  if (event.ends_with(".withdraw")) return "";
  for (const auto& active : item.snapshot.active) {
    for (const auto index : item.chart->states[static_cast<std::size_t>(active.state)].transitions) {
      const Transition& transition = item.chart->transitions[static_cast<std::size_t>(index)];
      if (transition.event != event || !transition.back || !transition.back->is_return) continue;
      return R"({"reason": "x")" +
             (move.named && transition.back->to.size() > 1
                  ? R"(, "to": ")" + std::string(kPlaces[static_cast<std::size_t>(move.to)]) + "\""
                  : "") +
             "}";
    }
  }
  return "";
}

RC_GTEST_PROP(WaysBack, LeaveAnItemInALegalConfigurationAndReplay, ()) {
  PeopleUnderTest item(kNested,
                       {{"lin", {"lead"}}, {"wang", {"office"}}, {"zhao", {"chief", "lead", "office"}}});
  RC_ASSERT(item.chart != nullptr);
  RC_ASSERT(item.Create().has_value());
  int taken = 0;
  const auto moves = *rc::gen::container<std::vector<int>>(120, rc::gen::inRange(0, 1 << 20));
  for (const int bits : moves) {
    const Move move{bits % 3, bits / 3 % 8, bits / 24 % 2 == 0, bits / 48 % 6};
    const Snapshot before = item.snapshot;
    const std::string event = kEvents[static_cast<std::size_t>(move.event)];
    const std::string outcome =
        item.By(kPeople[static_cast<std::size_t>(move.person)], event, InputFor(move, item));
    taken += outcome.empty() ? 1 : 0;
    if (item.snapshot.status == Status::kEnded) break;
    RC_ASSERT(IsLegal(*item.chart, item.snapshot.active));
    if (!outcome.empty())
      RC_ASSERT(WriteSnapshot(*item.chart, item.snapshot) == WriteSnapshot(*item.chart, before));
    if (!outcome.empty() || !event.ends_with(".withdraw")) continue;
    const Snapshot& former = *before.dealings->withdrawal->before;
    RC_ASSERT(ActiveIds(*item.chart, item.snapshot) == ActiveIds(*item.chart, former));
    RC_ASSERT(item.snapshot.dealings->trail == former.dealings->trail);
    RC_ASSERT(item.snapshot.data[0].AsInt() == former.data[0].AsInt());
  }
  RC_CLASSIFY(taken > 10, "more than ten events taken");
  item.ExpectReplays();
}

}  // namespace
}  // namespace charter
