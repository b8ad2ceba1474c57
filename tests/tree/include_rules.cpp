#include "tests/tree/include_rules.h"

#include <algorithm>
#include <array>

namespace charter::tree {
namespace {

using Names = std::vector<std::string_view>;

// Files below `folder` may include ours below the `may` folders only. The first match counts.
struct FolderRule {
  std::string_view folder;
  Names may;
};

const std::vector<FolderRule>& FolderRules() {
  static const std::vector<FolderRule> rules = {
      {"engine/data/", {"engine/data/"}},
      {"engine/expr/", {"engine/expr/", "engine/data/"}},
      {"engine/chart/", {"engine/chart/", "engine/activity/", "engine/expr/", "engine/data/"}},
      {"engine/activity/", {"engine/activity/", "engine/expr/", "engine/data/"}},
      // The core makes the rows that are kept, but knows no store.
      {"engine/run/",
       {"engine/ports/records.h", "engine/run/", "engine/activity/", "engine/chart/", "engine/expr/",
        "engine/data/"}},
      {"engine/report/", {"engine/report/", "engine/data/"}},
      {"engine/ports/", {"engine/ports/", "engine/data/"}},
      {"engine/", {"engine/"}},
      {"storage/", {"storage/", "engine/"}},
      {"api/main.cpp", {"api/", "engine/", "storage/open_store.h", "storage/backup.h", "storage/transfer.h"}},
      {"api/", {"api/", "engine/"}},
      {"examples/", {"examples/", "engine/"}},
  };
  return rules;
}

// Headers that start with `library` may be included below the `only` prefixes of paths.
struct LibraryRule {
  std::string_view library;
  Names only;
};

const std::vector<LibraryRule>& LibraryRules() {
  static const std::vector<LibraryRule> rules = {
      {"yaml-cpp/", {"engine/chart/"}},
      {"graphviz/", {"engine/chart/drawing_layout.cpp"}},
      {"dtl/", {"engine/chart/unified_difference.cpp"}},
      {"pugixml", {"engine/chart/scxml_import", "tests/"}},
      {"boost/statechart/", {"engine/run/"}},
      {"soci", {"storage/"}},
      {"sqlite3.h", {"storage/"}},
      {"libpq", {"storage/"}},
      {"postgresql/", {"storage/"}},
      {"pistache/", {"api/http/server.cpp", "tests/bench/"}},
      {"boost/beast", {"api/http/"}},
      {"boost/asio", {"api/http/"}},
      {"sodium", {"api/passwords.cpp", "api/change_cursor.cpp"}},
      {"magic.h", {"api/file_magic.cpp"}},
      {"prometheus/", {"api/metrics.cpp"}},
      {"curl/", {"api/http_post.cpp", "api/key_fetch.cpp", "api/reach.cpp"}},
      {"openssl/", {"engine/data/sha256", "api/"}},
      {"zlib.h", {"api/http/gzip", "tests/"}},
      {"nlohmann/", {"engine/data/json", "api/"}},
  };
  return rules;
}

bool StartsWithAny(std::string_view text, const Names& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](std::string_view prefix) { return text.starts_with(prefix); });
}

std::string_view Trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

std::string Place(std::string_view path, const Include& include) {
  return std::string(path) + ":" + std::to_string(include.line) + " includes " + include.name;
}

}  // namespace

std::vector<Include> IncludesOf(std::string_view source) {
  std::vector<Include> found;
  for (int line = 1; !source.empty(); ++line) {
    const auto end = source.find('\n');
    std::string_view text = Trimmed(source.substr(0, end));
    source = end == std::string_view::npos ? std::string_view() : source.substr(end + 1);
    if (!text.starts_with('#')) continue;
    text = Trimmed(text.substr(1));
    if (!text.starts_with("include")) continue;
    text = Trimmed(text.substr(7));
    if (text.empty() || (text.front() != '"' && text.front() != '<')) continue;
    const bool ours = text.front() == '"';
    const auto close = text.find(ours ? '"' : '>', 1);
    if (close == std::string_view::npos) continue;
    found.push_back({line, std::string(text.substr(1, close - 1)), ours});
  }
  return found;
}

std::vector<std::string> Violations(std::string_view path, std::string_view source) {
  const auto& folders = FolderRules();
  const auto rule = std::find_if(folders.begin(), folders.end(),
                                 [path](const FolderRule& each) { return path.starts_with(each.folder); });
  if (rule == folders.end()) return {};

  std::vector<std::string> found;
  for (const Include& include : IncludesOf(source)) {
    if (include.ours && !StartsWithAny(include.name, rule->may)) {
      found.push_back(Place(path, include) + ", which " + std::string(rule->folder) + " may not");
    }
    for (const LibraryRule& library : LibraryRules()) {
      if (include.name.starts_with(library.library) && !StartsWithAny(path, library.only)) {
        found.push_back(Place(path, include) + ", which belongs to " + std::string(library.only.front()));
      }
    }
  }
  return found;
}

}  // namespace charter::tree
