// How a new item comes to the parameters of its workflow, and how they are kept.
#pragma once

#include <memory>

#include "engine/chart/preset.h"
#include "engine/data/refusal.h"
#include "engine/run/snapshot.h"

namespace charter {

// The parameters of an item that is about to begin: the workflow's `preset` names the jurisdiction, the
// presets give the values, and `overrides` ({parameter: {value, article}}, kAbsent for none) those that no
// preset gives. Null for a workflow without parameters. Pure. Refused: data_invalid, preset_not_found,
// parameter_unknown, parameter_unverified, parameter_mismatch, override_refused.
Outcome<std::shared_ptr<const BoundParameters>> BindParameters(const Chart& chart, const ItemInfo& item,
                                                               const Event& create,
                                                               const WorkCalendar& calendar,
                                                               const Presets& presets,
                                                               const Value& overrides = {});

// As the history and the snapshot keep them. FromValue throws Failure(store_failed) on anything else.
Value ToValue(const BoundParameters& bound);
std::shared_ptr<const BoundParameters> ParametersFromValue(const Value& value);

}  // namespace charter
