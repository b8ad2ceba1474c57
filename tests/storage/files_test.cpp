// Files handed in, in parts, and kept by what is in them.
#include "engine/ports/files.h"

#include "engine/data/failure.h"
#include "engine/data/sha256.h"
#include "tests/storage/store_fixture.h"

namespace charter::storage {
namespace {

using testing::HasSubstr;

class FilesTest : public StoreTest {
 protected:
  // All bytes there are, none of them text.
  static std::string Content(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7 + i / 256);
    return bytes;
  }
  static UploadRecord Upload(const UploadId& id, std::int64_t size, const std::string& sha256 = "") {
    return {id, PersonId("lin"), id.value + ".pdf", size, "application/pdf", sha256, {}, At(0)};
  }
  static FileJudge As(const std::string& type) {
    return [type](std::string_view) { return type; };
  }
  void Send(const TenantId& tenant, const UploadId& id, const std::string& content) {
    files().BeginUpload(tenant, Upload(id, static_cast<std::int64_t>(content.size())));
    for (std::size_t at = 0; at < content.size(); at += kFilePart) {
      const auto part = static_cast<std::int64_t>(at / kFilePart) + 1;
      EXPECT_FALSE(files().PutPart(tenant, id, part, std::string_view(content).substr(at, kFilePart)));
    }
  }
  FileRecord Keep(const TenantId& tenant, const std::string& id, const std::string& content,
                  const std::string& type = "application/pdf") {
    Send(tenant, UploadId(id), content);
    const auto file = files().FinishUpload(tenant, UploadId(id), As(type), At(1));
    EXPECT_TRUE(file.has_value());
    return file ? *file : FileRecord{};
  }
  std::string Whole(const TenantId& tenant, const FileRecord& file) {
    std::string bytes;
    ReadWhole(files(), tenant, file, [&](std::string_view part) {
      EXPECT_LE(part.size(), kFilePart);
      bytes += part;
    });
    return bytes;
  }
  static Code CodeOf(const tl::expected<FileRecord, Refusal>& finished) {
    EXPECT_FALSE(finished.has_value());
    return finished ? Code::internal_error : finished.error().code;
  }
};

TEST_P(FilesTest, AreFoundByTheirContentAndReadFromAnyPlace) {
  const std::string content = Content(2 * kFilePart + 1000);
  const FileRecord file = Keep(kCity, "u1", content);
  EXPECT_EQ(file.sha256, Sha256(content));
  EXPECT_EQ(file.size, static_cast<std::int64_t>(content.size()));
  const auto found = files().FindFile(kCity, file.sha256);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "application/pdf");
  EXPECT_EQ(found->added_at, At(1));
  EXPECT_TRUE(Whole(kCity, *found) == content);
  for (const std::size_t at : {std::size_t{1}, kFilePart - 1, kFilePart, 2 * kFilePart + 999}) {
    const std::string read = files().ReadFile(kCity, file.sha256, static_cast<std::int64_t>(at));
    EXPECT_FALSE(read.empty());
    EXPECT_TRUE(content.substr(at, read.size()) == read) << at;
  }
  EXPECT_EQ(files().ReadFile(kCity, file.sha256, file.size), "");
  EXPECT_EQ(files().ReadFile(kCity, file.sha256, -1), "");
}

TEST_P(FilesTest, OfOneContentAreOneFile) {
  const std::string content = Content(kFilePart + 5);
  const FileRecord first = Keep(kCity, "u1", content);
  const FileRecord second = Keep(kCity, "u2", content, "text/plain");
  EXPECT_EQ(second.sha256, first.sha256);
  EXPECT_EQ(second.type, "text/plain") << "as it was brought";
  EXPECT_EQ(files().FindFile(kCity, second.sha256)->type, "application/pdf") << "as it was judged first";
  EXPECT_TRUE(Whole(kCity, second) == content);
  if (!is_memory()) {
    EXPECT_EQ(test::QuerySql(url(), "SELECT count(*) FROM file_parts"), "2");
    EXPECT_EQ(test::QuerySql(url(), "SELECT count(*) FROM uploads"), "0");
  }
}

TEST_P(FilesTest, OfOneTenantAreNotThereForAnother) {
  const FileRecord file = Keep(kCity, "u1", Content(10));
  EXPECT_FALSE(files().FindFile(kOtherCity, file.sha256));
  EXPECT_EQ(files().ReadFile(kOtherCity, file.sha256, 0), "");
  EXPECT_EQ(files().PutPart(kOtherCity, UploadId("u1"), 1, "x")->code, Code::upload_not_found);
  EXPECT_TRUE(Whole(kOtherCity, Keep(kOtherCity, "u1", Content(10))) == Content(10));
}

TEST_P(FilesTest, MayBeEmpty) {
  const FileRecord file = Keep(kCity, "u1", "");
  EXPECT_EQ(file.sha256, Sha256(""));
  EXPECT_EQ(file.size, 0);
  EXPECT_EQ(Whole(kCity, file), "");
}

TEST_P(FilesTest, AreMadeOnlyOfAllTheirParts) {
  const UploadId id("u1");
  const std::string full = Content(kFilePart);
  const auto finish = [&] { return files().FinishUpload(kCity, id, As("text/plain"), At(1)); };
  files().BeginUpload(kCity, Upload(id, kFilePart + 3, Sha256(full + "end")));
  EXPECT_FALSE(files().PutPart(kCity, id, 2, "end"));
  auto finished = finish();
  EXPECT_EQ(CodeOf(finished), Code::upload_incomplete);
  EXPECT_THAT(finished.error().message.en, HasSubstr("part 1 is missing"));
  EXPECT_FALSE(files().PutPart(kCity, id, 1, "short"));
  EXPECT_THAT(finish().error().message.en, HasSubstr("part 1 is shorter"));
  EXPECT_FALSE(files().PutPart(kCity, id, 1, full)) << "a part may be sent again";
  EXPECT_FALSE(files().PutPart(kCity, id, 2, "dne"));
  EXPECT_THAT(finish().error().message.en, HasSubstr("another SHA-256"));
  EXPECT_FALSE(files().PutPart(kCity, id, 2, "ended"));
  EXPECT_THAT(finish().error().message.en, HasSubstr("were announced"));
  EXPECT_FALSE(files().PutPart(kCity, id, 2, "end"));
  finished = finish();
  ASSERT_TRUE(finished.has_value());
  EXPECT_TRUE(Whole(kCity, *finished) == full + "end");
}

TEST_P(FilesTest, TellWhichPartsAreThere) {
  const UploadId id("u1");
  EXPECT_FALSE(files().FindUpload(kCity, id));
  files().BeginUpload(kCity, Upload(id, 2 * kFilePart + 1, Sha256("x")));
  EXPECT_FALSE(files().PutPart(kCity, id, 3, "c"));
  EXPECT_FALSE(files().PutPart(kCity, id, 1, "a"));
  const auto upload = files().FindUpload(kCity, id);
  ASSERT_TRUE(upload);
  EXPECT_EQ(upload->parts, (std::vector<std::int64_t>{1, 3}));
  EXPECT_EQ(upload->by, PersonId("lin"));
  EXPECT_EQ(upload->name, "u1.pdf");
  EXPECT_EQ(upload->size, static_cast<std::int64_t>(2 * kFilePart + 1));
  EXPECT_EQ(upload->type, "application/pdf");
  EXPECT_EQ(upload->sha256, Sha256("x"));
  EXPECT_EQ(upload->begun_at, At(0));
  EXPECT_FALSE(files().FindUpload(kOtherCity, id));
  EXPECT_FALSE(files().DropUpload(kOtherCity, id));
  EXPECT_TRUE(files().DropUpload(kCity, id));
  EXPECT_FALSE(files().DropUpload(kCity, id));
  EXPECT_FALSE(files().FindUpload(kCity, id));
  if (is_memory()) return;
  EXPECT_EQ(test::QuerySql(url(), "SELECT count(*) FROM file_parts"), "0");
}

TEST_P(FilesTest, AreNotKeptWhereTheirContentIsRefused) {
  Send(kCity, UploadId("u1"), "#!/bin/sh");
  std::string begin;
  const Refusal refusal{Code::file_type_refused, {"x", "x"}, {}, {}, {}};
  const auto refuse = [&](std::string_view seen) -> tl::expected<std::string, Refusal> {
    begin = seen;
    return tl::unexpected(refusal);
  };
  EXPECT_EQ(CodeOf(files().FinishUpload(kCity, UploadId("u1"), refuse, At(1))), Code::file_type_refused);
  EXPECT_EQ(begin, "#!/bin/sh");
  EXPECT_FALSE(files().FindFile(kCity, Sha256("#!/bin/sh")));
  EXPECT_TRUE(files().FindUpload(kCity, UploadId("u1"))) << "it may be mended, or given up";
}

TEST_P(FilesTest, AreKnownToBelongToAllWhoBroughtThem) {
  const FileRecord file = Keep(kCity, "u1", "minutes");
  EXPECT_EQ(files().FindBrought(kCity, file.sha256, PersonId("lin"))->name, "u1.pdf");
  EXPECT_FALSE(files().FindBrought(kCity, file.sha256, PersonId("wu")));
  EXPECT_FALSE(files().FindBrought(kOtherCity, file.sha256, PersonId("lin")));
  UploadRecord second = Upload(UploadId("u2"), 7);
  second.by = PersonId("wu");
  second.name = "会议纪要.pdf";
  files().BeginUpload(kCity, second);
  EXPECT_FALSE(files().PutPart(kCity, UploadId("u2"), 1, "minutes"));
  EXPECT_TRUE(files().FinishUpload(kCity, UploadId("u2"), As("application/pdf"), At(2)).has_value());
  EXPECT_EQ(files().FindBrought(kCity, file.sha256, PersonId("wu"))->name, "会议纪要.pdf");
  EXPECT_EQ(files().FindBrought(kCity, file.sha256, PersonId("lin"))->name, "u1.pdf");
  Keep(kCity, "u3", "minutes");
  EXPECT_EQ(files().FindBrought(kCity, file.sha256, PersonId("lin"))->name, "u3.pdf") << "as it came last";
}

TEST_P(FilesTest, AreOfTheTypeAndTimeThatTheyWereBroughtWithWhoeverCameBefore) {
  const FileRecord first = Keep(kCity, "u1", "minutes");
  UploadRecord second = Upload(UploadId("u2"), 7);
  second.by = PersonId("wu");
  files().BeginUpload(kCity, second);
  EXPECT_FALSE(files().PutPart(kCity, UploadId("u2"), 1, "minutes"));
  const auto answer = files().FinishUpload(kCity, UploadId("u2"), As("application/ofd"), At(9));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->type, "application/ofd");
  EXPECT_EQ(answer->added_at, At(9)) << "an answer does not tell that others were first";
  const auto brought = files().FindBrought(kCity, first.sha256, PersonId("wu"));
  ASSERT_TRUE(brought);
  EXPECT_EQ(brought->file.type, "application/ofd");
  EXPECT_EQ(brought->file.added_at, At(9));
  EXPECT_EQ(brought->file.size, 7);
  EXPECT_EQ(files().FindBrought(kCity, first.sha256, PersonId("lin"))->file.type, first.type);
}

TEST_P(FilesTest, AreCountedWhileTheyAreOnTheirWay) {
  EXPECT_EQ(files().CountUploads(kCity, PersonId("lin")), 0);
  files().BeginUpload(kCity, Upload(UploadId("u1"), 7));
  files().BeginUpload(kCity, Upload(UploadId("u2"), 7));
  EXPECT_EQ(files().CountUploads(kCity, PersonId("lin")), 2);
  EXPECT_EQ(files().CountUploads(kOtherCity, PersonId("lin")), 0);
  EXPECT_TRUE(files().DropUpload(kCity, UploadId("u1")));
  EXPECT_EQ(files().CountUploads(kCity, PersonId("lin")), 1);
}

TEST_P(FilesTest, AreForgottenByWhoBroughtThemAndStayForOthers) {
  const FileRecord file = Keep(kCity, "u1", "minutes");
  UploadRecord second = Upload(UploadId("u2"), 7);
  second.by = PersonId("wu");
  files().BeginUpload(kCity, second);
  EXPECT_FALSE(files().PutPart(kCity, UploadId("u2"), 1, "minutes"));
  EXPECT_TRUE(files().FinishUpload(kCity, UploadId("u2"), As("application/pdf"), At(2)).has_value());
  files().BeginUpload(kCity, Upload(UploadId("u3"), 7));
  const auto brought = files().BroughtBy(kCity, PersonId("lin"));
  ASSERT_EQ(brought.size(), 1U);
  EXPECT_EQ(brought[0].file.sha256, file.sha256);
  EXPECT_EQ(brought[0].name, "u1.pdf");
  EXPECT_TRUE(files().BroughtBy(kOtherCity, PersonId("lin")).empty());

  files().ForgetPerson(kCity, PersonId("lin"));
  EXPECT_TRUE(files().BroughtBy(kCity, PersonId("lin")).empty());
  EXPECT_FALSE(files().FindBrought(kCity, file.sha256, PersonId("lin")));
  EXPECT_FALSE(files().FindUpload(kCity, UploadId("u3")));
  EXPECT_EQ(files().BroughtBy(kCity, PersonId("wu")).size(), 1U);
  EXPECT_TRUE(files().FindFile(kCity, file.sha256));
}

TEST_P(FilesTest, AreNeverChangedByALaterPart) {
  const FileRecord file = Keep(kCity, "u1", "kept");
  EXPECT_EQ(files().PutPart(kCity, UploadId("u1"), 1, "changed")->code, Code::upload_not_found);
  EXPECT_EQ(CodeOf(files().FinishUpload(kCity, UploadId("u1"), As("x"), At(1))), Code::upload_not_found);
  EXPECT_EQ(Whole(kCity, file), "kept");
}

TEST_P(FilesTest, RefusePartsOfNoSize) {
  files().BeginUpload(kCity, Upload(UploadId("u1"), 1));
  EXPECT_EQ(files().PutPart(kCity, UploadId("u1"), 0, "x")->code, Code::upload_incomplete);
  EXPECT_EQ(files().PutPart(kCity, UploadId("u1"), 1, "")->code, Code::upload_incomplete);
  EXPECT_EQ(files().PutPart(kCity, UploadId("u1"), 1, Content(kFilePart + 1))->code, Code::upload_incomplete);
}

TEST_P(FilesTest, ThatWereNeverFinishedAreGivenUp) {
  files().BeginUpload(kCity, Upload(UploadId("old"), 1));
  EXPECT_FALSE(files().PutPart(kCity, UploadId("old"), 1, "x"));
  UploadRecord later = Upload(UploadId("new"), 1);
  later.begun_at = At(10);
  files().BeginUpload(kOtherCity, later);
  EXPECT_EQ(files().DropUploads(At(5), 100), 1);
  EXPECT_EQ(files().DropUploads(At(5), 100), 0);
  EXPECT_EQ(files().PutPart(kCity, UploadId("old"), 1, "x")->code, Code::upload_not_found);
  EXPECT_FALSE(files().PutPart(kOtherCity, UploadId("new"), 1, "x"));
}

TEST_P(FilesTest, ThatWereAlteredInTheDatabaseAreNotReadAsIfTheyWereNot) {
  if (is_memory()) return;
  const FileRecord file = Keep(kCity, "u1", "kept for good");
  const std::string other = GetParam() == "sqlite" ? "x'00'" : "'\\x00'";
  test::RunSql(url(), "UPDATE file_parts SET bytes = " + other);
  EXPECT_THROW(static_cast<void>(files().ReadFile(kCity, file.sha256, 0)), Failure);
  // Whoever corrects the part's own sum is found by that of the whole.
  test::RunSql(url(), "UPDATE file_parts SET sha256 = '" + Sha256(std::string(1, '\0')) + "'");
  EXPECT_NO_THROW(static_cast<void>(files().ReadFile(kCity, file.sha256, 0)));
  EXPECT_THROW(Whole(kCity, file), Failure);
}

CHARTER_EVERY_STORE(FilesTest);

}  // namespace
}  // namespace charter::storage
