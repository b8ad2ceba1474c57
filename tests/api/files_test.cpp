// Files over HTTP, on each store: brought in parts or at once, named by items, read by whoever may read what
// names them.
#include <gmock/gmock.h>

#include "engine/data/sha256.h"
#include "tests/api/any_store.h"
#include "tests/support/test_server.h"

namespace charter::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kClaim = R"yaml(workflow: claim
version: 1
title: {zh: 报销, en: Claim}
number: "BX-{seq}"
roles:
  worker: {title: {zh: 职工, en: Worker}}
  head: {title: {zh: 负责人, en: Head}}
create: {by: worker}
life_cycle: {copy: {by: worker}}
data:
  name: {type: string, title: {zh: 名称, en: Name}}
  invoice: {type: file, accept: [application/pdf, "image/*"], maxSize: 300 KiB, title: {zh: 发票, en: Invoice}}
  medical: {type: file, read: [head], title: {zh: 病历, en: Medical record}}
  papers:
    type: array
    readOnly: true
    title: {zh: 附件, en: Papers}
    items: {type: object, properties: {kind: {type: string}, file: {type: file}}}
initial: draft
states:
  draft:
    title: {zh: 草稿, en: Draft}
    on:
      submit:
        by: worker
        target: checking
        title: {zh: 提交, en: Submit}
        input:
          papers:
            type: array
            title: {zh: 附件, en: Papers}
            items: {type: object, properties: {kind: {type: string}, file: {type: file}}}
          note: {type: string, title: {zh: 说明, en: Note}}
          minutes: {type: file, title: {zh: 纪要, en: Minutes}}
        actions: [{assign: {papers: "has(input.papers) ? input.papers : []"}}]
      smuggle:
        by: worker
        title: {zh: 转存, en: Smuggle}
        input: {text: {type: string, title: {zh: 文本, en: Text}}}
        actions: [{assign: {invoice: input.text}}]
  checking:
    title: {zh: 审核, en: Checking}
    invoke: [{id: sign, type: signoff, by: [head], need: any, done: [{target: closed}]}]
    on: {send_back: {by: head, target: draft, title: {zh: 退回, en: Send back}}}
  closed: {type: final, title: {zh: 已结束, en: Closed}}
)yaml";

// The smallest of their kinds, as libmagic knows them.
const std::string kPdf = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";
const std::string kPng = std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0", 29);
const std::string kZip = std::string("PK\x03\x04\x14\0\0\0\0\0", 10) + std::string(40, '\0');
const std::string kHtml = "<!DOCTYPE html><html><body><script>alert(1)</script></body></html>";

class FilesOverHttp : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override { server.PublishText(kClaim); }

  static Reply Keep(Session& who, const std::string& content, const std::string& name = "a.pdf",
                    const std::string& type = "application/pdf") {
    return who.Post("/v1/files?name=" + api::PercentEncode(name), content, {{"Content-Type", type}});
  }
  // What goes into a field.
  static std::string Ref(Session& who, const std::string& content, const std::string& name = "a.pdf",
                         const std::string& type = "application/pdf") {
    const Reply reply = Keep(who, content, name, type);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.status == 201 ? json::parse(reply.body)["ref"].get<std::string>() : "";
  }
  static std::string CodeOf(const Reply& reply) { return json::parse(reply.body).value("code", ""); }
  static Reply Create(Session& who, const json& data) {
    return who.Post("/v1/items", json{{"workflow", "claim"}, {"data", data}}.dump());
  }
  static std::string At(const std::string& item, const std::string& ref) {
    return "/v1/items/" + item + "/files/" + ref.substr(0, 64);
  }
  void ExpectWhole(const std::string& item) {
    EXPECT_EQ(server.server().service().Verify(TenantId("city"), ItemId(item)), std::nullopt);
  }

  AnyStore store{GetParam()};
  TestServer server{store.url()};
  Session worker = server.Person("wang", "mill", {"worker"});
  Session mate = server.Person("zhao", "mill", {"worker"});
  Session head = server.Person("li", "taihu", {"head"});
  Session stranger = server.Person("sun", "shops", {"worker"});
  Session auditor = server.Person("qian", "city", {"auditor"});
};

INSTANTIATE_TEST_SUITE_P(Over, FilesOverHttp, kStoreKinds, NameOfKind);

TEST_P(FilesOverHttp, AreUploadedInPartsAndReadAsTheyWere) {
  std::string content = kPdf;
  while (content.size() < 600'000) content += Sha256(std::to_string(content.size()));
  content.resize(600'000);
  const json begin{
      {"name", "总结.pdf"}, {"size", 600'000}, {"type", "application/pdf"}, {"sha256", Sha256(content)}};
  Reply reply = worker.Post("/v1/uploads", begin.dump());
  ASSERT_EQ(reply.status, 201) << reply.body;
  const std::string upload = reply.Header("Location");
  EXPECT_EQ(json::parse(reply.body)["part_size"], 262144);

  const auto part = [&](int number) { return content.substr((number - 1) * 262144UL, 262144); };
  const auto put = [&](Session& who, int number, const std::string& bytes) {
    return who.Send("PUT", upload + "/parts/" + std::to_string(number),
                    {{"Content-Type", "application/octet-stream"}}, bytes);
  };
  EXPECT_EQ(put(worker, 3, part(3)).status, 204);
  EXPECT_EQ(CodeOf(put(worker, 3, part(3) + "x")), "CH3089") << "longer than what is left";
  EXPECT_EQ(CodeOf(put(worker, 1, part(3))), "CH3089");
  EXPECT_EQ(CodeOf(put(worker, 4, "x")), "CH3089");
  EXPECT_EQ(put(mate, 1, part(1)).status, 404) << "it is another's";
  EXPECT_EQ(put(worker, 1, part(1)).status, 204);
  EXPECT_EQ(CodeOf(worker.Post(upload + "/finish", "")), "CH3089");
  EXPECT_EQ(json::parse(worker.Get(upload).body)["parts"], json({1, 3}));
  EXPECT_EQ(mate.Get(upload).status, 404);
  EXPECT_EQ(put(worker, 2, part(2)).status, 204);

  reply = worker.Post(upload + "/finish", "");
  ASSERT_EQ(reply.status, 201) << reply.body;
  const json file = json::parse(reply.body);
  EXPECT_EQ(file["sha256"], Sha256(content));
  EXPECT_EQ(file["ref"], Sha256(content) + "/总结.pdf");
  EXPECT_EQ(file["type"], "application/pdf");
  EXPECT_EQ(worker.Get(upload).status, 404);

  const std::string address = reply.Header("Location");
  reply = worker.Get(address);
  EXPECT_TRUE(reply.body == content);
  EXPECT_EQ(reply.Header("Content-Length"), "600000");
  EXPECT_EQ(reply.Header("Content-Type"), "application/pdf");
  EXPECT_EQ(reply.Header("Content-Disposition"),
            "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%80%BB%E7%BB%93.pdf");
  EXPECT_EQ(reply.Header("X-Content-Type-Options"), "nosniff");
  EXPECT_THAT(reply.Header("Content-Security-Policy"), HasSubstr("sandbox"));
  EXPECT_EQ(mate.Get(address).status, 404) << "who knows the SHA-256 has not got the file";
  EXPECT_EQ(auditor.Get(address).status, 404);

  const std::string etag = reply.Header("ETag");
  EXPECT_EQ(etag, "\"" + Sha256(content) + "\"");
  EXPECT_EQ(worker.Get(address, {{"If-None-Match", etag}}).status, 304);
  const auto range = [&](const std::string& text, const std::string& if_range = "") {
    std::vector<api::NamedText> headers{{"Range", text}};
    if (!if_range.empty()) headers.emplace_back("If-Range", if_range);
    return worker.Get(address, headers);
  };
  reply = range("bytes=262140-262150");
  EXPECT_EQ(reply.status, 206);
  EXPECT_TRUE(reply.body == content.substr(262140, 11));
  EXPECT_EQ(reply.Header("Content-Range"), "bytes 262140-262150/600000");
  reply = range("bytes=-7", etag);
  EXPECT_TRUE(reply.status == 206 && reply.body == content.substr(599'993));
  reply = range("bytes=100000-");
  EXPECT_TRUE(reply.status == 206 && reply.body == content.substr(100'000));
  EXPECT_EQ(range("bytes=0-0", "\"other\"").status, 200) << "of another content";
  EXPECT_EQ(range("bytes=5-2").status, 200) << "makes no sense, and is passed over";
  EXPECT_EQ(range("bytes=0-1,4-5").status, 200);
  reply = range("bytes=600000-");
  EXPECT_EQ(reply.status, 416);
  EXPECT_EQ(reply.Header("Content-Range"), "bytes */600000");
  reply = worker.Send("HEAD", address, {{"Range", "bytes=0-1"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.Header("Content-Length"), "600000");
}

TEST_P(FilesOverHttp, AreGivenUpByTheirSenderOrInTime) {
  const std::string body = json{{"name", "a.pdf"}, {"size", 10}}.dump();
  const std::string first = worker.Post("/v1/uploads", body).Header("Location");
  EXPECT_EQ(mate.Send("DELETE", first).status, 404);
  EXPECT_EQ(worker.Send("DELETE", first).status, 204);
  EXPECT_EQ(worker.Send("DELETE", first).status, 404);
  const std::string second = worker.Post("/v1/uploads", body).Header("Location");
  Timestamp later = server.server().wall_clock().Now();
  later.seconds += 60;
  EXPECT_EQ(server.server().files().DropUploads(later, 10), 1);
  EXPECT_EQ(worker.Get(second).status, 404);
}

TEST_P(FilesOverHttp, AreTakenForWhatIsInThem) {
  EXPECT_EQ(json::parse(Keep(worker, kPng, "a.png", "").body)["type"], "image/png");
  EXPECT_EQ(json::parse(Keep(worker, kPdf, "b.pdf", "application/octet-stream").body)["type"],
            "application/pdf");
  EXPECT_EQ(json::parse(Keep(worker, "a,b\n1,2\n", "c.csv", "text/csv; charset=utf-8").body)["type"],
            "text/csv");
  const std::string docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  EXPECT_EQ(json::parse(Keep(worker, kZip, "d.docx", docx).body)["type"], docx);
  EXPECT_EQ(json::parse(Keep(worker, "", "empty.txt", "text/plain").body)["size"], 0);
  for (const auto& [content, type] : std::vector<std::pair<std::string, std::string>>{
           {kHtml, "text/html"},
           {kHtml, "text/plain"},
           {kHtml, ""},
           {kHtml, "image/png"},
           {"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>", "image/svg+xml"},
           {"#!/bin/sh\nrm -rf /\n", "application/x-sh"},
           {std::string("MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0", 16), "application/pdf"},
           {kPng, "application/pdf"}}) {
    const Reply reply = Keep(worker, content, "x", type);
    EXPECT_EQ(reply.status, 415) << type << reply.body;
    EXPECT_EQ(CodeOf(reply), "CH3180");
  }
}

TEST_P(FilesOverHttp, AreRefusedWhereTheyAreTooLargeOrHaveNoNameOrNobodyMayBringThem) {
  const auto begin = [](Session& who, const json& body) { return who.Post("/v1/uploads", body.dump()); };
  Reply reply = begin(worker, {{"name", "a.pdf"}, {"size", 104'857'601}});
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(CodeOf(reply), "CH3181");
  EXPECT_EQ(begin(worker, {{"name", "a.pdf"}, {"size", 104'857'600}}).status, 201);
  EXPECT_EQ(begin(worker, {{"name", "../a.pdf"}, {"size", 1}}).status, 422);
  EXPECT_EQ(begin(worker, {{"name", "a.pdf"}, {"size", -1}}).status, 422);
  EXPECT_EQ(begin(worker, {{"name", "a.pdf"}, {"size", 1}, {"sha256", std::string(64, 'X')}}).status, 422);
  EXPECT_EQ(begin(worker, {{"name", "a.html"}, {"size", 1}, {"type", "text/html"}}).status, 415);
  EXPECT_EQ(begin(auditor, {{"name", "a.pdf"}, {"size", 1}}).status, 403);
  EXPECT_EQ(Keep(worker, kPdf, "..").status, 422);
  EXPECT_EQ(worker.Post("/v1/files?name=a&sha256=" + Sha256("other"), kPdf).status, 422);
}

TEST_P(FilesOverHttp, AreReadByWhoeverMayReadTheFieldThatNamesThem) {
  const std::string invoice = Ref(worker, kPdf, "发票.pdf");
  const std::string medical = Ref(worker, kPdf + "1", "record.pdf");
  const std::string loose = Ref(worker, kPdf + "2");
  const std::string id = worker.Create("claim", {{"invoice", invoice}, {"medical", medical}});
  EXPECT_EQ(worker.Item(id)["data"]["invoice"], invoice);
  EXPECT_EQ(mate.Get(At(id, invoice)).body, kPdf);
  EXPECT_EQ(head.Get(At(id, invoice)).status, 200);
  EXPECT_EQ(auditor.Get(At(id, invoice)).status, 200);
  EXPECT_EQ(stranger.Get(At(id, invoice)).status, 404);
  EXPECT_THAT(head.Get(At(id, invoice)).Header("Content-Disposition"), HasSubstr("%E5%8F%91%E7%A5%A8.pdf"));
  EXPECT_EQ(head.Get(At(id, medical)).status, 200);
  EXPECT_EQ(auditor.Get(At(id, medical)).status, 200);
  EXPECT_EQ(mate.Get(At(id, medical)).status, 404);
  EXPECT_EQ(worker.Get(At(id, medical)).status, 404) << "as an item's, though he has it as his own";
  EXPECT_EQ(worker.Get("/v1/files/" + medical.substr(0, 64)).status, 200);
  EXPECT_EQ(head.Get(At(id, loose)).status, 404) << "the item does not name it";
  EXPECT_EQ(head.Get(At(id, "..")).status, 404);
  ExpectWhole(id);
}

TEST_P(FilesOverHttp, AreGivenOnlyByThoseWhoBroughtThemOrWhoseItemNamesThem) {
  const std::string mine = Ref(worker, kPdf);
  const std::string theirs = Ref(stranger, kPdf + "secret");
  const auto refused = [&](const json& data) {
    const Reply reply = Create(worker, data);
    EXPECT_EQ(reply.status, 422) << reply.body;
    return json::parse(reply.body);
  };
  EXPECT_EQ(refused({{"invoice", theirs}})["fields"][0]["pointer"], "/invoice");
  EXPECT_EQ(refused({{"invoice", Sha256("nothing")}})["fields"][0]["message"],
            refused({{"invoice", theirs}})["fields"][0]["message"])
      << "whether others have it is not told";
  EXPECT_EQ(refused({{"invoice", "f-17"}})["code"], "CH2006");
  EXPECT_EQ(refused({{"invoice", mine + "/x/../y"}})["code"], "CH2006");
  const std::string id = worker.Create("claim", {{"invoice", mine}});
  EXPECT_EQ(worker.Item(id)["number"], "BX-1") << "what was refused drew no number";

  const auto papers = [](const std::string& file) {
    return json{{"papers", {{{"kind", "x"}, {"file", file}}}}};
  };
  Reply reply = worker.SendEvent(id, "submit", papers(theirs));
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(json::parse(reply.body)["fields"][0]["pointer"], "/papers/0/file");
  EXPECT_EQ(worker
                .Post("/v1/items/" + id + "/events?dry_run=true",
                      json{{"event", "submit"}, {"input", papers(theirs)}}.dump())
                .status,
            422);
  const json many{
      {"event", "submit"}, {"input", papers(theirs)}, {"mode", "each"}, {"items", {{{"id", id}}}}};
  reply = worker.Post("/v1/items/events", many.dump());
  EXPECT_EQ(json::parse(reply.body)["items"][0]["status"], 422) << reply.body;
  EXPECT_EQ(worker.SendEvent(id, "submit", {{"minutes", theirs}}).status, 422)
      << "also where nothing keeps it";
  reply = worker.SendEvent(id, "smuggle", {{"text", theirs}});
  EXPECT_EQ(reply.status, 422) << "nor by way of a text";
  // What the item names already may be named again, by whoever acts, and under another name.
  EXPECT_EQ(mate.SendEvent(id, "submit", papers(mine.substr(0, 64) + "/renamed.pdf")).status, 200);
  EXPECT_EQ(head.Get(At(id, mine)).status, 200);
  ExpectWhole(id);
}

TEST_P(FilesOverHttp, OfAFieldThatIsHiddenAreNotMadeReadableByNamingThemElsewhere) {
  const std::string medical = Ref(worker, kPdf + "1", "record.pdf");
  const std::string id = worker.Create("claim", {{"medical", medical}});
  const auto papers = [&] { return json{{"papers", {{{"kind", "x"}, {"file", medical}}}}}; };
  EXPECT_EQ(mate.SendEvent(id, "submit", papers()).status, 422) << "he has only heard of the sum";
  EXPECT_EQ(mate.SendEvent(id, "smuggle", {{"text", medical}}).status, 422);
  EXPECT_EQ(mate.Get(At(id, medical)).status, 404);
  EXPECT_EQ(worker.SendEvent(id, "submit", papers()).status, 200) << "who brought it may";
}

TEST_P(FilesOverHttp, AreOfTheTypeThatTheirSenderSaysWhoeverBroughtThemBefore) {
  ASSERT_EQ(Keep(mate, kZip, "a.zip", "application/zip").status, 201);
  const Reply reply =
      Keep(worker, kZip, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  ASSERT_EQ(reply.status, 201) << reply.body;
  EXPECT_THAT(json::parse(reply.body)["type"].get<std::string>(), HasSubstr("wordprocessingml"));
}

TEST_P(FilesOverHttp, OnTheirWayAreNoMoreThanOnePersonCanFinish) {
  const std::string begin = json{{"name", "a.pdf"}, {"size", 1}}.dump();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(worker.Post("/v1/uploads", begin).status, 201);
  const Reply reply = worker.Post("/v1/uploads", begin);
  EXPECT_EQ(reply.status, 429);
  EXPECT_THAT(reply.body, HasSubstr("finish some of them first"));
  EXPECT_EQ(mate.Post("/v1/uploads", begin).status, 201);
}

TEST_P(FilesOverHttp, FitTheFieldThatNamesThem) {
  const std::string text = Ref(worker, "plain", "a.txt", "text/plain");
  Reply reply = Create(worker, {{"invoice", text}});
  EXPECT_EQ(reply.status, 415) << reply.body;
  EXPECT_THAT(reply.body, HasSubstr("application/pdf, image/*"));
  const std::string large = Ref(worker, kPdf + std::string(300 * 1024, ' '));
  reply = Create(worker, {{"invoice", large}});
  EXPECT_EQ(reply.status, 413) << reply.body;
  EXPECT_EQ(json::parse(reply.body)["fields"][0]["keyword"], "maxSize");
  EXPECT_EQ(Create(worker, {{"invoice", Ref(worker, kPng, "a.png", "image/png")}}).status, 201);
}

TEST_P(FilesOverHttp, OfActivitiesAndOfTheHistoryAreReadLikeTheRest) {
  const std::string id = worker.Create("claim", {});
  const std::string minutes = Ref(worker, kPdf + "minutes");
  ASSERT_EQ(worker.SendEvent(id, "submit", {{"minutes", minutes}}).status, 200);
  EXPECT_EQ(auditor.Get(At(id, minutes)).status, 200) << "the history names it";
  EXPECT_EQ(head.Get(At(id, minutes)).status, 200);
  EXPECT_EQ(mate.Get(At(id, minutes)).status, 404) << "who may not read all fields is shown no input";
  EXPECT_EQ(stranger.Get(At(id, minutes)).status, 404);
  const std::string opinion = Ref(head, kPdf + "opinion");
  ASSERT_EQ(head.SendEvent(id, "sign.sign", {{"file", opinion}, {"opinion", minutes}}).status, 200);
  EXPECT_EQ(worker.Get(At(id, opinion)).status, 200) << "the signatures show it";
  EXPECT_EQ(mate.Get(At(id, minutes)).status, 404) << "a text that is like a file is none";
  ExpectWhole(id);
}

TEST_P(FilesOverHttp, ShownByABrowserAreThoseThatItOnlyShows) {
  EXPECT_THAT(
      worker.Get(Keep(worker, kPng, "a.png", "image/png").Header("Location")).Header("Content-Disposition"),
      HasSubstr("inline"));
  EXPECT_THAT(worker.Get(Keep(worker, kPdf).Header("Location")).Header("Content-Disposition"),
              HasSubstr("attachment"));
}

TEST_P(FilesOverHttp, ThatAreDamagedAreToldAsSuch) {
  if (store.url() == "memory:") return;
  const Reply kept = Keep(worker, kPdf);
  const bool sqlite = store.url().starts_with("sqlite:");
  RunSql(store.url(), std::string("UPDATE file_parts SET bytes = ") + (sqlite ? "x'00'" : "'\\x00'"));
  const Reply reply = worker.Get(kept.Header("Location"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(CodeOf(reply), "CH3087");
}

TEST_P(FilesOverHttp, SentAgainUnderTheirKeyAreOneUpload) {
  const std::string body = json{{"name", "a.pdf"}, {"size", 10}}.dump();
  const Reply first = worker.Post("/v1/uploads", body, {{"Idempotency-Key", "k"}});
  const Reply again = worker.Post("/v1/uploads", body, {{"Idempotency-Key", "k"}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(again.Header("Location"), first.Header("Location"));
  EXPECT_EQ(again.Header("Idempotency-Replayed"), "true");
}

}  // namespace
}  // namespace charter::test
