#include "engine/chart/scxml_import.h"

#include <algorithm>
#include <pugixml.hpp>

#include "engine/chart/drawing_text.h"
#include "engine/chart/load.h"
#include "engine/chart/scxml_import_writer.h"
#include "engine/data/json.h"

namespace charter {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr int kMaxDepth = 64;
constexpr int kMaxElements = 50'000;
constexpr int kMaxRounds = 200;

Imported Refused(Code code, Position place, Text message) {
  Imported imported;
  imported.diagnostics.push_back({code, Severity::kError, place, std::move(message), {}});
  return imported;
}

struct Limits : pugi::xml_tree_walker {
  bool too_much = false;
  bool doctype = false;
  int elements = 0;
  bool for_each(pugi::xml_node& node) override {
    doctype = doctype || node.type() == pugi::node_doctype;
    too_much = depth() > kMaxDepth || ++elements > kMaxElements;
    return !too_much && !doctype;
  }
};

// What stands in the way of publishing is for the author; what stands in the way of loading is left out.
bool StandsInTheWay(const Diagnostic& diagnostic) {
  return diagnostic.severity == Severity::kError && static_cast<int>(diagnostic.code) / 100 != 14 &&
         diagnostic.code != Code::not_supported;
}

// Whether there is something more to leave out for this.
bool Refuse(ScxmlRefusals& refusals, const ScxmlWritten& written, const Diagnostic& diagnostic) {
  const auto line = written.units.find(diagnostic.position.line);
  if (line == written.units.end()) return false;
  static constexpr std::string_view kField = "field ";
  for (auto unit = line->second.rbegin(); unit != line->second.rend(); ++unit) {
    if (unit->starts_with(kField)) {
      if (refusals.untyped.insert(unit->substr(kField.size())).second) return true;
    } else if (refusals.units.emplace(*unit, diagnostic.message).second) {
      return true;
    }
  }
  return false;
}

std::string WithRemarks(const ScxmlWritten& written) {
  std::string out =
      "# Imported from SCXML, which knows no roles: nobody may send an event until `by` says who may.\n";
  for (const auto& diagnostic : written.diagnostics) {
    out += "# SCXML line " + std::to_string(diagnostic.position.line) + ": " +
           OnOneLine(diagnostic.message.en) + "\n";
  }
  return out + "\n" + written.yaml;
}

}  // namespace

Imported ImportScxml(const std::string& xml) {
  if (xml.size() > kMaxBytes)
    return Refused(Code::xml_limit, {}, {"文件超过 1 MiB", "the file is larger than 1 MiB"});
  if (!IsUtf8(xml) || xml.find('\0') != std::string::npos)
    return Refused(Code::xml_syntax, {}, {"文件不是 UTF-8 文本", "the file is not UTF-8 text"});
  pugi::xml_document document;
  const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default | pugi::parse_doctype,
                                           pugi::encoding_utf8);
  if (!parsed) {
    const auto offset =
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(parsed.offset, 0)), xml.size());
    const auto line = 1 + std::count(xml.begin(), xml.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    return Refused(Code::xml_syntax, {static_cast<int>(line), 1},
                   Text{"XML 格式有误：", "not well-formed XML: "} + parsed.description());
  }
  Limits limits;
  document.traverse(limits);
  if (limits.too_much)
    return Refused(Code::xml_limit, {},
                   {"超过 64 层或 50,000 个元素", "more than 64 levels or 50,000 elements"});
  if (limits.doctype)
    return Refused(Code::xml_syntax, {},
                   {"不读取文档类型声明，请删除", "a document type is not read; leave it out"});
  const auto root = document.document_element();
  const std::string_view name = root.name();
  if (name != "scxml" && !name.ends_with(":scxml"))
    return Refused(
        Code::not_scxml, {},
        Text{"文件的根元素是 <", "the file holds <"} + name + Text{">，不是 <scxml>", ">, not <scxml>"});

  ScxmlRefusals refusals;
  Imported imported;
  for (int round = 0; round < kMaxRounds; ++round) {
    ScxmlWritten written = ScxmlWriter(root, xml, refusals).Write();
    imported.diagnostics = written.diagnostics;
    const bool wrong = std::any_of(written.diagnostics.begin(), written.diagnostics.end(),
                                   [](const Diagnostic& d) { return d.severity == Severity::kError; });
    if (wrong) return imported;
    bool loads = true;
    bool less = false;
    for (const Diagnostic& diagnostic : LoadChart(written.yaml).diagnostics) {
      if (!StandsInTheWay(diagnostic)) continue;
      loads = false;
      less = Refuse(refusals, written, diagnostic) || less;
      if (!less)
        imported.diagnostics.push_back(
            {Code::not_scxml,
             Severity::kError,
             {},
             Text{"无法成为流程：", "no workflow comes of it: "} + diagnostic.message,
             {}});
    }
    if (loads) {
      std::stable_sort(written.diagnostics.begin(), written.diagnostics.end(),
                       [](const Diagnostic& a, const Diagnostic& b) { return a.position < b.position; });
      imported.diagnostics = written.diagnostics;
      imported.yaml = WithRemarks(written);
      return imported;
    }
    if (!less) return imported;
  }
  return Refused(Code::not_scxml, {},
                 {"无法对应到流程的内容过多", "too much of it has no counterpart in a workflow"});
}

}  // namespace charter
