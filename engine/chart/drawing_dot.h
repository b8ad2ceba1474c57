// A chart as a graph in Graphviz's language.
#pragma once

#include <string>

#include "engine/chart/drawing_boxes.h"

namespace charter {

// Names in the graph: a state's id; "<id>.initial" for the dot in front of a compound state's first
// one (".initial" of the file's); ".any" for transitions that hold in every state; "cluster_<id>" for a
// state with states of its own.
std::string InitialName(const State& state);
inline constexpr const char* kAnyName = ".any";

// Arrows run down the page in document order: an edge whose target stands further up is written the
// other way round with `dir=back`. Every edge has a `key`: "arrow<n>" for Picture::arrows[n].

// With its texts and looks, for `dot -Tsvg` and the like.
std::string DotToRead(const Chart& chart, const Picture& picture);

// With nothing but sizes, for the layout of the same picture; `headers`, `labels`: see StateBox, LabelBox.
std::string DotToLayOut(const Chart& chart, const Picture& picture, const std::vector<Box>& states,
                        const std::vector<Box>& labels);

}  // namespace charter
