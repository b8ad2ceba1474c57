// The elements of an SCXML file written as a workflow file.
#pragma once

#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/chart/scxml_import.h"
#include "engine/chart/scxml_import_names.h"

namespace charter {

// Something that can be left out by itself: an action, a transition, a condition, what begins a state.
using ScxmlUnit = std::string;

struct ScxmlRefusals {
  std::map<ScxmlUnit, Text> units;  // what Charter refuses, and why
  std::set<std::string> untyped;    // fields that do not keep the type of their first value
};

struct ScxmlWritten {
  std::string yaml;
  std::map<int, std::vector<ScxmlUnit>> units;  // by the line they stand on
  std::vector<Diagnostic> diagnostics;
};

class ScxmlWriter {
 public:
  // `root` is the element `scxml` of a file whose nesting is limited; `text` is the file.
  ScxmlWriter(pugi::xml_node root, std::string_view text, const ScxmlRefusals& refusals);

  ScxmlWritten Write();

 private:
  // A single action, ready to stand after a dash.
  struct ActionLine {
    std::string text;
    ScxmlUnit unit;
    std::string assigns;          // a field
    std::set<std::string> reads;  // the fields of its condition
  };
  struct Condition {
    std::string text;  // "": always
    std::set<std::string> reads;
  };

  // scxml_import_writer.cpp
  [[nodiscard]] bool Is(pugi::xml_node node, std::string_view name) const;
  [[nodiscard]] bool IsState(pugi::xml_node node) const;
  [[nodiscard]] Position PlaceOf(pugi::xml_node node) const;
  static ScxmlUnit UnitOf(pugi::xml_node node, std::string_view part = {});
  void Report(Code code, pugi::xml_node node, Text message);
  void LeaveOut(pugi::xml_node node, const Text& what, const Text& why);
  [[nodiscard]] bool IsRefused(pugi::xml_node node, const ScxmlUnit& unit, const Text& what);
  void Line(int indent, const std::string& text, const std::vector<ScxmlUnit>& units = {});
  void CollectNames(pugi::xml_node node, std::set<std::string>& states, std::set<std::string>& fields);
  void NameTheNameless(pugi::xml_node node);
  void WriteData(pugi::xml_node node);
  void WriteField(pugi::xml_node data);
  void WriteInitial(pugi::xml_node node, int indent);
  void WriteState(pugi::xml_node node, int indent);
  void WriteHistory(pugi::xml_node node, int indent);
  void WriteOutput(pugi::xml_node node, int indent);
  void WriteTransitions(pugi::xml_node node, int indent);
  void WriteTransition(pugi::xml_node node, int indent);
  [[nodiscard]] std::string TargetsOf(const char* ids) const;
  [[nodiscard]] std::string EventOf(std::string_view descriptors) const;

  // scxml_import_actions.cpp
  void WriteActions(const std::string& key, const std::vector<pugi::xml_node>& blocks, int indent);
  void AddActions(pugi::xml_node block, const Condition& when, std::vector<ActionLine>& lines);
  void AddAction(pugi::xml_node node, const Condition& when, std::vector<ActionLine>& lines);
  void AddIf(pugi::xml_node node, const Condition& when, std::vector<ActionLine>& lines);
  std::string Assign(pugi::xml_node node, std::string& field);
  std::string Send(pugi::xml_node node);
  bool ReadPayload(pugi::xml_node node, std::string& data);
  // An expression in quotes, or "" after having said why not.
  std::string Expression(pugi::xml_node node, const char* attribute, const Text& what);

  pugi::xml_node root_;
  std::string_view text_;
  const ScxmlRefusals& refusals_;
  std::string prefix_;  // of SCXML's elements, with the colon
  ScxmlNames states_;
  ScxmlNames fields_;
  std::map<std::ptrdiff_t, std::string> ids_;  // of each state
  ScxmlWritten written_;
  int lines_ = 0;
};

// An element's name as a message has it.
Text Element(pugi::xml_node node);
Text NothingLikeIt();
// In double quotes as YAML has them.
std::string YamlQuoted(std::string_view text);
// Without quotes where YAML reads it as the same text.
std::string YamlWord(const std::string& text);

}  // namespace charter
