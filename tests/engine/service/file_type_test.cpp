#include "engine/service/file_type.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace charter {
namespace {

TEST(FileTypes, GoByTheContentWhereThatSaysEnough) {
  struct Case {
    const char* said;
    const char* found;
    const char* agreed;  // "": the two contradict each other
  };
  const std::string docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  const Case cases[]{{"", "image/png", "image/png"},
                     {"application/octet-stream", "image/png", "image/png"},
                     {"IMAGE/JPG; q=1", "image/jpeg", "image/jpeg"},
                     {"application/pdf", "image/png", ""},
                     {"application/pdf", "application/octet-stream", ""},
                     {"image/png", "text/html", ""},
                     {docx.c_str(), "application/zip", docx.c_str()},
                     {"application/zip", docx.c_str(), docx.c_str()},
                     {"application/ofd", "application/zip", "application/ofd"},
                     {"application/java-archive", "application/zip", ""},
                     {"application/msword", "application/CDFV2", "application/msword"},
                     {"text/csv", "text/plain", "text/csv"},
                     {"text/plain", "text/x-c", "text/plain"},
                     {"text/plain", "text/html", ""},
                     {"text/plain", "text/x-shellscript", ""},
                     {"text/html", "text/plain", ""}};
  for (const auto& [said, found, agreed] : cases) {
    const auto type = AgreedType(said, found);
    EXPECT_EQ(type ? *type : "", agreed) << said << " " << found;
    EXPECT_TRUE(type || type.error().code == Code::file_type_refused);
  }
}

TEST(FileTypes, ThatAreUsualAreNothingThatIsCarriedOut) {
  const auto& types = UsualFileTypes();
  EXPECT_TRUE(std::is_sorted(types.begin(), types.end()));
  for (const char* bad : {"text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript",
                          "application/x-dosexec", "application/octet-stream", "text/xml"})
    EXPECT_FALSE(std::binary_search(types.begin(), types.end(), bad)) << bad;
}

}  // namespace
}  // namespace charter
