// GET, POST /v1/items/{id}/comments: what people say about an item, beside its events.
#include "api/fields.h"
#include "api/idempotency.h"
#include "api/json_writer.h"
#include "api/parameters.h"
#include "api/resources/parts.h"

namespace charter::api {
namespace {

Answer List(const Parts& parts, const Call& call) {
  const auto page = parts.service.ListComments(*call.caller, ItemId(call.Path("id")),
                                               TextOf(call.query, "cursor"), LimitOf(call));
  if (!page) return tl::unexpected(ProblemOf(page.error()));
  return ListResponse(call, *page, WriteComment);
}

Answer Add(const Parts& parts, const Call& call) {
  CommentCommand command;
  command.item = ItemId(call.Path("id"));
  command.text = TextOf(call.body, "text");
  if (const Value to = MemberOf(call.body, "to"); to.is(Kind::kList)) {
    command.to.emplace();
    for (const Value& role : to.AsList()) command.to->emplace_back(role.AsString());
  }
  const auto render = [&](const CommentRecord& made) {
    JsonWriter json;
    WriteComment(json, made);
    Response response = JsonResponse(json.Take(), 201);
    response.headers.Add("Location", "/v1/items/" + made.item.value + "/comments");
    return response;
  };
  const auto made = parts.service.Comment(*call.caller, command, Kept<CommentRecord>(call, render));
  if (!made) return tl::unexpected(ProblemOf(made.error()));
  return render(*made);
}

}  // namespace

void AddCommentRoutes(std::vector<Route>& routes, const Parts& parts) {
  routes.push_back(
      {.method = "GET",
       .path = "/v1/items/{id}/comments",
       .name = "listComments",
       .summary = {"查看事项的意见，先写的在前", "What people say about the item, the oldest first"},
       .query = Paged(),
       .answers = {GivesPage("Comment")},
       .refuses = {Code::item_not_found},
       .handler = With(parts, List)});
  Field to =
      Optional("to", FieldType::kArray,
               {"给哪些角色看；缺省或 [] 为所有能查看事项的人。分两方的事项须写明",
                "Which roles read it; [], or where it is not given, whoever sees the item. Where an item "
                "has sides it must be given"});
  Schema role;
  role.type = FieldType::kString;
  to.schema.items = std::make_shared<const Schema>(std::move(role));
  routes.push_back(
      {.method = "POST",
       .path = "/v1/items/{id}/comments",
       .name = "addComment",
       .summary = {"对事项发表意见，不可更改", "Say something about the item, which stays as it is"},
       .body = JsonBody({Required(TextField("text", 1, 2000, {"意见", "What you say"})), std::move(to)}),
       .answers = {GivesNew("Comment")},
       .refuses = {Code::item_not_found, Code::not_allowed},
       .handler = With(parts, Add)});
}

}  // namespace charter::api
