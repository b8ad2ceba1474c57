// The folders depend on each other in one direction only, and each library is known to one folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/tree/include_rules.h"

namespace charter::tree {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// All C++ sources of the repository, by their path from its root.
std::map<std::string, std::string> Sources() {
  const std::filesystem::path root = CHARTER_SOURCE_DIR;
  std::map<std::string, std::string> sources;
  for (const char* top : {"engine", "storage", "api", "examples", "tests"}) {
    if (!std::filesystem::exists(root / top)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cpp") continue;
      sources[entry.path().lexically_relative(root).generic_string()] = Read(entry.path());
    }
  }
  return sources;
}

TEST(IncludeDirections, HoldInEverySourceOfTheRepository) {
  for (const auto& [path, source] : Sources()) {
    for (const std::string& violation : Violations(path, source)) ADD_FAILURE() << violation;
  }
}

TEST(IncludeDirections, EveryIncludeOfOursIsWrittenFromTheRootAndExists) {
  const auto sources = Sources();
  for (const auto& [path, source] : sources) {
    for (const Include& include : IncludesOf(source)) {
      if (include.ours) {
        EXPECT_TRUE(sources.count(include.name)) << path << ":" << include.line << " " << include.name;
      }
    }
  }
}

// Without these, an empty list of sources or a blind reader would pass the two tests above.
TEST(IncludeDirections, LookAtFilesOfEveryFolder) {
  const auto sources = Sources();
  for (const char* folder : {"engine/data/", "engine/expr/", "engine/chart/", "engine/run/", "engine/ports/",
                             "engine/service/", "storage/", "api/", "tests/"}) {
    const auto first = sources.lower_bound(folder);
    EXPECT_TRUE(first != sources.end() && first->first.starts_with(folder)) << folder;
  }
  EXPECT_THAT(IncludesOf(sources.at("engine/data/code.cpp")), testing::Not(IsEmpty()));
}

TEST(IncludeDirections, AreReadFromLinesAndNotFromComments) {
  const auto found =
      IncludesOf("// #include \"api/a.h\"\n#include <string>\n  #  include \"b/c.h\"  // why\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "string");
  EXPECT_FALSE(found[0].ours);
  EXPECT_EQ(found[1].line, 3);
  EXPECT_EQ(found[1].name, "b/c.h");
  EXPECT_TRUE(found[1].ours);
}

TEST(IncludeDirections, RefuseAFolderThatLooksUp) {
  EXPECT_THAT(Violations("engine/data/value.h", "#include \"engine/run/step.h\"\n"),
              ElementsAre(HasSubstr("engine/data/value.h:1 includes engine/run/step.h")));
  EXPECT_THAT(Violations("engine/expr/program.h", "\n#include \"engine/chart/chart.h\"\n"),
              ElementsAre(HasSubstr(":2 ")));
  EXPECT_THAT(Violations("engine/ports/store.h", "#include \"engine/run/step.h\"\n"), testing::SizeIs(1));
  EXPECT_THAT(Violations("engine/run/tasks.h", "#include \"engine/ports/store.h\"\n"), testing::SizeIs(1));
  EXPECT_THAT(Violations("engine/run/tasks.h", "#include \"engine/ports/records.h\"\n"), IsEmpty());
  EXPECT_THAT(Violations("engine/service/create.cpp", "#include \"storage/open_store.h\"\n"),
              testing::SizeIs(1));
  EXPECT_THAT(Violations("storage/open_store.h", "#include \"api/server.h\"\n"), testing::SizeIs(1));
  EXPECT_THAT(Violations("engine/run/step.cpp", "#include \"../chart/chart.h\"\n"), testing::SizeIs(1));
}

TEST(IncludeDirections, OpenTheStoreInMainOnly) {
  const std::string source = "#include \"storage/open_store.h\"\n";
  EXPECT_THAT(Violations("api/main.cpp", source), IsEmpty());
  EXPECT_THAT(Violations("api/server.cpp", source), testing::SizeIs(1));
  EXPECT_THAT(Violations("api/main.cpp", "#include \"storage/sql_store.h\"\n"), testing::SizeIs(1));
}

TEST(IncludeDirections, KeepEachLibraryInItsFolder) {
  EXPECT_THAT(Violations("engine/run/step.cpp", "#include <yaml-cpp/yaml.h>\n"),
              ElementsAre(HasSubstr("belongs to engine/chart/")));
  EXPECT_THAT(Violations("engine/chart/load.cpp", "#include <yaml-cpp/yaml.h>\n"), IsEmpty());
  EXPECT_THAT(Violations("engine/service/send.cpp", "#include <boost/statechart/event.hpp>\n"),
              testing::SizeIs(1));
  EXPECT_THAT(Violations("api/server.cpp", "#include <soci/soci.h>\n"), testing::SizeIs(1));
  EXPECT_THAT(Violations("storage/pool.cpp", "#include <soci.h>\n#include <sqlite3.h>\n"), IsEmpty());
  EXPECT_THAT(Violations("engine/service/send.cpp", "#include <pistache/http.h>\n"), testing::SizeIs(1));
  EXPECT_THAT(Violations("engine/data/value.cpp", "#include <nlohmann/json.hpp>\n"), testing::SizeIs(1));
  EXPECT_THAT(Violations("engine/data/json.cpp", "#include <nlohmann/json.hpp>\n"), IsEmpty());
}

}  // namespace
}  // namespace charter::tree
