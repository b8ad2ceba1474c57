#include "engine/data/file_ref.h"

#include <gtest/gtest.h>

namespace charter {
namespace {

const std::string kSum(64, 'a');

TEST(FileRef, IsASha256AndPerhapsAName) {
  for (const std::string& text :
       {kSum, kSum + "/a.pdf", kSum + "/会议 纪要.pdf", kSum + "/" + std::string(200, 'x')}) {
    const auto file = ParseFileRef(text);
    ASSERT_TRUE(file) << text;
    EXPECT_EQ(file->sha256, kSum);
    EXPECT_EQ(ToString(*file), text);
  }
  for (const std::string& text :
       {std::string(), std::string("f-17"), kSum.substr(1), kSum + "a", kSum + "/", std::string(64, 'A'),
        std::string(64, 'g'), kSum + "/..", kSum + "/a/b", kSum + "/a\\b", kSum + "/a\nb", kSum + "/ ",
        kSum + "\\a", kSum + "/\xff", kSum + "/" + std::string(201, 'x')})
    EXPECT_FALSE(ParseFileRef(text)) << text;
}

TEST(FileRef, IsFoundWhereverAFieldHoldsOne) {
  Field form;
  form.name = "form";
  form.schema.type = FieldType::kFile;
  Field text;
  text.name = "text";
  text.schema.type = FieldType::kString;
  Schema row;
  row.type = FieldType::kObject;
  row.properties = {text, form};
  Field rows;
  rows.name = "a/b";
  rows.schema.type = FieldType::kArray;
  rows.schema.items = std::make_shared<const Schema>(row);
  Schema file;
  file.type = FieldType::kFile;
  Field by_kind;
  by_kind.name = "kinds";
  by_kind.schema.type = FieldType::kObject;
  by_kind.schema.items = std::make_shared<const Schema>(file);
  const Value one = Value::Map({{"text", Value::String("no")}, {"form", Value::String("1")}});
  std::vector<NamedFile> files;
  AddFiles({form, text, rows, by_kind},
           {Value(), Value::String("no"), Value::List({one}), Value::Map({{"x", Value::String("2")}})},
           files);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].pointer, "/a~1b/0/form");
  EXPECT_EQ(files[0].text, "1");
  EXPECT_EQ(files[1].pointer, "/kinds/x");
  EXPECT_FALSE(HoldsFiles(text.schema));
}

TEST(FileRef, IsAcceptedByItsMediaType) {
  Schema schema;
  EXPECT_TRUE(Accepts(schema, "text/html"));
  schema.accept = {"application/pdf", "image/*"};
  EXPECT_TRUE(Accepts(schema, "application/pdf"));
  EXPECT_TRUE(Accepts(schema, "image/png"));
  EXPECT_FALSE(Accepts(schema, "application/pdfx"));
  EXPECT_FALSE(Accepts(schema, "imagex/png"));
}

}  // namespace
}  // namespace charter
