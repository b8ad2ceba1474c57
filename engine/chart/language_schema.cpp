#include "engine/chart/language_schema.h"

#include "engine/chart/language_schema_activities.h"
#include "engine/data/schema.h"

namespace charter {
namespace {

// What YAML reads as a number or truth value is text to the loader where text is asked for.
constexpr const char* kShared = R"json(
  "scalar": {"type": ["string", "number", "boolean"]},
  "text": {
    "description": "给人看的文字：{zh, en}，或一段中英共用 / What people read: {zh, en}, or one text for both",
    "anyOf": [{"$ref": "#/$defs/scalar"}, {"$ref": "#/$defs/whole_text"}]
  },
  "whole_text": {"type": "object", "additionalProperties": false, "properties": {
    "zh": {"description": "中文 / Chinese", "$ref": "#/$defs/scalar"},
    "en": {"description": "英文 / English", "$ref": "#/$defs/scalar"}
  }},
  "id": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]{0,63}$"},
  "lower_id": {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"},
  "ids": {"anyOf": [{"$ref": "#/$defs/id"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/id"}}]},
  "roles": {
    "description": "一个角色或多个角色 / One role or several",
    "anyOf": [{"$ref": "#/$defs/lower_id"}, {"type": "array", "items": {"$ref": "#/$defs/lower_id"}}]
  },
  "period": {
    "description": "期限：5 workdays（工作日）、20 days、3 months、2 hours，或 ISO 8601 如 PT2H / A length of time",
    "type": "string",
    "pattern": "^([0-9]{1,9} +(day|workday|month|year|hour|minute|second)s?( by [0-2][0-9]:[0-5][0-9])?|P[0-9WDTHMS.]+)$",
    "examples": ["5 workdays", "10 workdays by 17:00", "20 days", "3 months", "2 hours", "PT30M"]
  },
  "term": {
    "description": "期限，或参数 params.x / A length of time, or a parameter",
    "anyOf": [{"$ref": "#/$defs/period"}, {"type": "string", "pattern": "^params\\.[a-z][a-z0-9_]*$"}]
  },
  "event": {"type": "string", "pattern": "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*$", "maxLength": 128},)json";

constexpr const char* kWorkflow = R"json({
"$schema": "https://json-schema.org/draft/2020-12/schema",
"$id": "urn:charter:workflow",
"title": "Charter 流程定义 / Charter workflow",
"type": "object",
"additionalProperties": false,
"required": ["workflow", "version", "states"],
"properties": {
  "workflow": {"description": "流程标识：小写字母、数字和 _ / The name that programs use", "$ref": "#/$defs/lower_id"},
  "version": {"description": "版本；已发布的版本不再改变 / The version; a published one never changes", "type": "integer", "minimum": 1, "maximum": 1000000},
  "title": {"description": "标题 / Title", "$ref": "#/$defs/text"},
  "description": {"description": "给文件读者的说明 / For readers of the file"},
  "number": {"description": "编号格式，须含 {seq}，可含 {year} / How items are numbered", "type": "string", "pattern": "\\{seq(:[1-9])?\\}", "examples": ["PJ-{year}-{seq:3}"]},
  "label": {"description": "列表中事项的名称（表达式） / What lists call an item: an expression", "$ref": "#/$defs/expression"},
  "roles": {"description": "本流程的角色 / The roles this file speaks of", "type": "object", "propertyNames": {"$ref": "#/$defs/lower_id"}, "additionalProperties": {"$ref": "#/$defs/role"}},
  "create": {"description": "谁可以创建事项 / Who may begin an item", "$ref": "#/$defs/right"},
  "life_cycle": {"description": "谁可以暂停、恢复、取消、转办、催办、抄送 / Who may suspend, resume, cancel, hand over, urge and copy", "$ref": "#/$defs/life_cycle"},
  "preset": {"description": "由哪一份地区参数赋值 / Which preset gives the parameters", "anyOf": [{"$ref": "#/$defs/expression"}, {"$ref": "#/$defs/preset"}]},
  "parameters": {"description": "由法律规定的参数 / What is left to the law of the place", "type": "object", "propertyNames": {"$ref": "#/$defs/lower_id"}, "additionalProperties": {"$ref": "#/$defs/parameter"}},
  "data": {"description": "事项的字段 / The item's fields", "$ref": "#/$defs/fields"},
  "report": {"description": "上级事项可见的字段 / Fields that a parent is told of", "$ref": "#/$defs/ids"},
  "sheets": {"description": "评分表 / Scoring sheets", "type": "object", "propertyNames": {"$ref": "#/$defs/id"}, "additionalProperties": {"$ref": "#/$defs/sheet"}},
  "initial": {"description": "初始状态 / The state an item begins in", "$ref": "#/$defs/way_in"},
  "states": {"description": "状态；标识在全文件内唯一 / States; ids are unique in the file", "$ref": "#/$defs/states"},
  "on": {"description": "在任何状态下都有效的事件 / Events that hold in every state", "$ref": "#/$defs/on"}
},
"$defs": {@shared@
  "expression": {"description": "CEL 表达式 / An expression in CEL", "type": ["string", "number", "boolean"]},
  "role": {"type": ["object", "null"], "additionalProperties": false, "properties": {
    "title": {"description": "角色名称 / Its title", "$ref": "#/$defs/text"},
    "description": {"description": "说明 / For readers of the file"}
  }},
  "preset": {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
    "id": {"description": "地区参数的标识（表达式） / The preset's id: an expression", "$ref": "#/$defs/expression"},
    "accept": {"description": "是否接受仅凭记忆的值 / Whether values from memory count", "enum": ["verified", "memory"]},
    "override": {"description": "谁可以给定未知的参数 / Who may give what is not known", "$ref": "#/$defs/right"}
  }},
  "parameter": {"type": "object", "additionalProperties": false, "required": ["type"], "properties": {
    "type": {"description": "参数类型 / Its type", "enum": ["period", "share", "integer", "money", "boolean", "string"]},
    "title": {"description": "参数名称 / Its title", "$ref": "#/$defs/text"},
    "description": {"description": "说明 / For readers of the file"},
    "optional": {"description": "法律可以不作规定 / The law may set none", "type": "boolean"}
  }},
  "right": {"type": "object", "additionalProperties": false, "properties": {
    "by": {"description": "可以这样做的角色 / The roles that may", "$ref": "#/$defs/roles"}
  }},
  "life_cycle": {"type": "object", "additionalProperties": false, "properties": {
    "suspend": {"description": "暂停 / Suspend", "$ref": "#/$defs/right"},
    "resume": {"description": "恢复 / Resume", "$ref": "#/$defs/right"},
    "cancel": {"description": "取消 / Cancel", "$ref": "#/$defs/right"},
    "hand_over": {"description": "转办 / Hand work over to a person", "$ref": "#/$defs/right"},
    "urge": {"description": "催办 / Urge those who are awaited", "$ref": "#/$defs/right"},
    "copy": {"description": "抄送 / Let others see the item", "$ref": "#/$defs/right"}
  }},
  "fields": {"type": "object", "propertyNames": {"$ref": "#/$defs/id"}, "additionalProperties": {"$ref": "#/$defs/field"}},
  "field": {"type": "object", "additionalProperties": false, "anyOf": [{"required": ["type"]}, {"required": ["properties"]}, {"required": ["enum"]}, {"required": ["const"]}], "properties": {
    "type": {"description": "字段类型 / The type", "enum": [@field_types@]},
    "title": {"description": "字段名称 / What people read", "$ref": "#/$defs/text"},
    "description": {"description": "说明 / For readers of the file"},
    "required": {"description": "必填 / Must be given", "type": "boolean"},
    "default": {"description": "缺省值 / Taken where nothing is given"},
    "enum": {"description": "可选值 / One of these values", "type": "array", "minItems": 1},
    "const": {"description": "固定值 / This value"},
    "minimum": {"description": "最小值 / At least", "$ref": "#/$defs/bound"},
    "maximum": {"description": "最大值 / At most", "$ref": "#/$defs/bound"},
    "exclusiveMinimum": {"description": "大于 / More than", "$ref": "#/$defs/bound"},
    "exclusiveMaximum": {"description": "小于 / Less than", "$ref": "#/$defs/bound"},
    "multipleOf": {"description": "是它的整数倍 / A multiple of", "$ref": "#/$defs/bound"},
    "minLength": {"description": "最少字数 / Characters, at least", "type": "integer", "minimum": 0},
    "maxLength": {"description": "最多字数 / Characters, at most", "type": "integer", "minimum": 0},
    "pattern": {"description": "正则表达式（RE2），^...$ 表示全文 / A regular expression (RE2)", "$ref": "#/$defs/scalar"},
    "format": {"description": "格式；身份证号、手机号、银行账号一律掩码显示 / A format; personal numbers are shown masked", "type": "string", "examples": ["date", "date-time", "email", "uuid", "uri", "id_number", "phone", "bank_account"]},
    "minItems": {"description": "最少项数 / Entries, at least", "type": "integer", "minimum": 0},
    "maxItems": {"description": "最多项数 / Entries, at most", "type": "integer", "minimum": 0},
    "uniqueItems": {"description": "各项不得重复 / No entry twice", "type": "boolean"},
    "items": {"description": "每一项的类型 / What each entry is", "$ref": "#/$defs/field"},
    "accept": {"description": "可用的文件类型 / Media types of a file", "anyOf": [{"$ref": "#/$defs/media_type"}, {"type": "array", "items": {"$ref": "#/$defs/media_type"}}]},
    "maxSize": {"description": "文件大小上限：字节数，或如 20 MiB / The largest file: bytes, or such as 20 MiB", "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[1-9][0-9]*( KiB| MiB)?$"}]},
    "properties": {"description": "对象的成员 / The members of an object", "$ref": "#/$defs/fields"},
    "readOnly": {"description": "只由流程填写 / Set by the workflow alone", "type": "boolean"},
    "read": {"description": "只有这些角色可见 / Shown to these roles only", "$ref": "#/$defs/roles"},
    "unmask": {"description": "这些角色可查看号码全文，逐次留痕 / May read the numbers in clear, on record", "$ref": "#/$defs/roles"}
  }},
  "media_type": {"type": "string", "pattern": "^[a-z0-9.+-]+/([a-z0-9.+-]+|\\*)$", "examples": ["application/pdf", "image/*"]},
  "bound": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$"}]},
  "sheet": {"type": "object", "additionalProperties": false, "required": ["criteria"], "properties": {
    "title": {"description": "评分表名称 / Its title", "$ref": "#/$defs/text"},
    "description": {"description": "说明 / For readers of the file"},
    "criteria": {"description": "评分项 / What points are given for", "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/criterion"}}
  }},
  "criterion": {"type": "object", "additionalProperties": false, "required": ["id", "max"], "properties": {
    "id": {"description": "标识 / Its id", "$ref": "#/$defs/id"},
    "min": {"description": "最低分，缺省为 0 / Points, at least; 0 unless said", "$ref": "#/$defs/bound"},
    "max": {"description": "满分 / Points, at most", "$ref": "#/$defs/bound"},
    "title": {"description": "评分项名称 / Its title", "$ref": "#/$defs/text"},
    "description": {"description": "评分标准 / What the points are given for", "$ref": "#/$defs/text"}
  }},
  "way_in": {"anyOf": [{"$ref": "#/$defs/ids"}, {"$ref": "#/$defs/way_in_with_actions"}]},
  "way_in_with_actions": {"type": "object", "additionalProperties": false, "required": ["target"], "properties": {
    "target": {"description": "状态 / A state, or several in different regions", "$ref": "#/$defs/ids"},
    "actions": {"description": "进入时的动作 / Actions on the way in", "$ref": "#/$defs/actions"}
  }},
  "states": {"type": "object", "propertyNames": {"$ref": "#/$defs/id"}, "additionalProperties": {"$ref": "#/$defs/state"}},
  "state": {"type": ["object", "null"], "additionalProperties": false, "properties": {
    "title": {"description": "状态名称 / What people read", "$ref": "#/$defs/text"},
    "description": {"description": "说明 / For readers of the file"},
    "type": {"description": "parallel 并行、final 终态、history 历史；有 states 的就是复合状态 / The kind of state", "enum": ["parallel", "final", "history", "compound", "atomic"]},
    "history": {"description": "shallow：记住子状态；deep：记住所有层 / What a history remembers", "enum": ["shallow", "deep"]},
    "default": {"description": "历史状态首次进入时的目标 / Where a history leads at first", "$ref": "#/$defs/way_in"},
    "initial": {"description": "初始子状态；缺省为第一个 / The inner state it begins in; the first unless said", "$ref": "#/$defs/way_in"},
    "states": {"description": "子状态 / Inner states", "$ref": "#/$defs/states"},
    "entry": {"description": "进入时的动作 / Actions on the way in", "$ref": "#/$defs/actions"},
    "exit": {"description": "离开时的动作 / Actions on the way out", "$ref": "#/$defs/actions"},
    "on": {"description": "事件（操作） / What can happen here", "$ref": "#/$defs/on"},
    "always": {"description": "条件满足时立即发生 / Taken at once when the guard holds", "$ref": "#/$defs/automatics"},
    "done": {"description": "子状态到达终态后 / When its inner states are final", "$ref": "#/$defs/automatics"},
    "after": {"description": "期满后发生 / After a period", "$ref": "#/$defs/after"},
    "due": {"description": "办理期限，只提醒不流转 / A deadline that reminds and moves nothing", "$ref": "#/$defs/due"},
    "invoke": {"description": "状态中的活动 / Activities while it is active", "$ref": "#/$defs/invoke"},
    "edit": {"description": "谁可以直接修改哪些字段 / Who may change which fields outside of events", "anyOf": [{"$ref": "#/$defs/edit"}, {"type": "array", "items": {"$ref": "#/$defs/edit"}}]},
    "output": {"description": "终态交给上级的结果 / What a final state hands on: an expression", "$ref": "#/$defs/expression"},
    "endless": {"description": "有意没有终点 / It is meant that no end can be reached", "type": "boolean"}
  }},
  "edit": {"type": "object", "additionalProperties": false, "required": ["by"], "properties": {
    "by": {"description": "可以修改的角色 / The roles that may", "$ref": "#/$defs/roles"},
    "fields": {"description": "哪些字段；缺省为建立时填写的全部 / Which fields; all that are given at creation", "$ref": "#/$defs/ids"}
  }},
  "on": {"anyOf": [
    {"type": "object", "additionalProperties": {"$ref": "#/$defs/transitions"}},
    {"type": "array", "items": {"$ref": "#/$defs/listed_transition"}}
  ]},
  "return": {"type": "object", "additionalProperties": false, "properties": {
    "to": {"description": "可退回的状态；缺省由流程算出 / Where to; found out unless said", "$ref": "#/$defs/ids"},
    "max": {"description": "最多退回几次 / How often at most", "type": "integer", "minimum": 1, "maximum": 1000}
  }},
  "withdraw": {"type": "object", "additionalProperties": false, "properties": {
    "title": {"description": "撤回操作的名称 / What people read", "$ref": "#/$defs/text"}
  }},
  "back_to": {"type": "object", "additionalProperties": false, "required": ["back_to", "otherwise"], "properties": {
    "back_to": {"description": "其中最近离开的一个 / The one of these that was left last", "$ref": "#/$defs/ids"},
    "otherwise": {"description": "都不曾到过时 / Where it has been in none of them", "$ref": "#/$defs/id"}
  }},
  "transitions": {"anyOf": [{"$ref": "#/$defs/transition"}, {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/transition"}}]},
  "transition": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/id"}, {"$ref": "#/$defs/whole_transition"}]},
  "whole_transition": {"type": "object", "additionalProperties": false, "properties": {@transition@}},
  "listed_transition": {"type": "object", "additionalProperties": false, "required": ["event"], "properties": {
    "event": {"description": "事件名 / The event's name", "$ref": "#/$defs/scalar"},@transition@}},
  "automatics": {"anyOf": [{"$ref": "#/$defs/automatic"}, {"type": "array", "items": {"$ref": "#/$defs/automatic"}}]},
  "automatic": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/id"}, {"$ref": "#/$defs/whole_automatic"}]},
  "whole_automatic": {"type": "object", "additionalProperties": false, "properties": {@automatic@}},
  "after": {"anyOf": [
    {"type": "object", "propertyNames": {"$ref": "#/$defs/term"}, "additionalProperties": {"$ref": "#/$defs/automatics"}},
    {"type": "array", "items": {"$ref": "#/$defs/timeout"}}
  ]},
  "timeout": {"type": "object", "additionalProperties": false, "oneOf": [{"required": ["in"]}, {"required": ["at_least", "before"]}, {"required": ["at"]}], "properties": {
    "in": {"description": "多久以后 / After this long", "$ref": "#/$defs/term"},
@anchored@
    "at": {"description": "什么时间（表达式） / At this time: an expression", "$ref": "#/$defs/expression"},@automatic@}},
  "due": {"type": "object", "additionalProperties": false, "oneOf": [{"required": ["within"]}, {"required": ["at_least", "before"]}, {"required": ["at"]}], "properties": {
@anchored@
    "within": {"description": "自进入起的期限 / So long from the entry", "$ref": "#/$defs/term"},
    "at": {"description": "截止时间（表达式） / By this time: an expression", "$ref": "#/$defs/expression"},
    "remind": {"description": "提前多久提醒 / How long before to remind", "anyOf": [{"$ref": "#/$defs/period"}, {"type": "array", "items": {"$ref": "#/$defs/period"}}]},
    "raise": {"description": "逾期时引发的事件 / The event raised when it is overdue", "$ref": "#/$defs/event"}
  }},
  "actions": {"description": "动作，按顺序执行 / Actions, in order", "anyOf": [{"$ref": "#/$defs/action"}, {"type": "array", "items": {"$ref": "#/$defs/action"}}]},
  "action": {"type": "object", "additionalProperties": false,
    "oneOf": [{"required": ["assign"]}, {"required": ["raise"]}, {"required": ["send"]}, {"required": ["cancel"]}, {"required": ["notify"]}, {"required": ["log"]}, {"required": ["create"]}, {"required": ["copy"]}, {"required": ["ledger"]}],
    "properties": {
    "assign": {"description": "给字段赋值 / Set fields", "type": "object", "additionalProperties": {"$ref": "#/$defs/expression"}},
    "raise": {"description": "引发本事项内部事件 / An event within this item", "anyOf": [{"$ref": "#/$defs/event"}, {"$ref": "#/$defs/whole_raise"}]},
    "send": {"description": "发送事件 / Send an event", "$ref": "#/$defs/send"},
    "cancel": {"description": "撤销延时发送 / Drop delayed sends of this id", "$ref": "#/$defs/id"},
    "notify": {"description": "通知 / A notification", "$ref": "#/$defs/notify"},
    "copy": {"description": "抄送 / Lets people see the item", "$ref": "#/$defs/copy"},
    "log": {"description": "记入历史（表达式） / A remark in the history: an expression", "$ref": "#/$defs/expression"},
    "create": {"description": "建立下级事项 / An item under this one", "$ref": "#/$defs/create"},
    "ledger": {"description": "记入预算台账 / An entry in the ledger of a budget", "$ref": "#/$defs/ledger"},
    "when": {"description": "执行条件 / Only if", "$ref": "#/$defs/expression"}
  }},
  "payload": {"description": "随事件的数据 / The event's data", "anyOf": [{"$ref": "#/$defs/expression"}, {"type": "object", "additionalProperties": {"$ref": "#/$defs/expression"}}]},
  "whole_raise": {"type": "object", "additionalProperties": false, "required": ["event"], "properties": {
    "event": {"description": "事件名 / The event's name", "$ref": "#/$defs/event"},
    "data": {"description": "随事件的数据 / The event's data", "$ref": "#/$defs/payload"}
  }},
  "send": {"type": "object", "additionalProperties": false, "required": ["event"], "properties": {
    "event": {"description": "事件名 / The event's name", "$ref": "#/$defs/event"},
    "each": {"description": "列表（表达式）：每个元素发送一次 / A list: sent once for each element", "$ref": "#/$defs/expression"},
    "data": {"description": "随事件的数据 / The event's data", "$ref": "#/$defs/payload"},
    "to": {"description": "self、parent、children，或事项标识的表达式 / The receiver", "$ref": "#/$defs/expression", "examples": ["self", "parent", "children"]},
    "after": {"description": "延时 / Delayed by", "$ref": "#/$defs/term"},
    "id": {"description": "供 cancel 使用的标识 / For cancel", "$ref": "#/$defs/id"}
  }},
  "create": {"type": "object", "additionalProperties": false, "required": ["workflow"], "properties": {
    "workflow": {"description": "下级事项的流程 / The workflow of the new item", "$ref": "#/$defs/lower_id"},
    "each": {"description": "列表（表达式）：每个元素建立一项 / A list: one item for each element", "$ref": "#/$defs/expression"},
    "data": {"description": "新事项的字段 / Its fields", "$ref": "#/$defs/payload"},
    "org": {"description": "新事项的组织（表达式） / Its organisation: an expression", "$ref": "#/$defs/expression"}
  }},
  "copy": {"type": "object", "additionalProperties": false, "required": ["to"], "properties": {
    "to": {"description": "人员标识或其列表（表达式） / An expression for a person's id, or for a list of them", "$ref": "#/$defs/expression"},
    "message": {"description": "通知内容 / The message", "$ref": "#/$defs/text"}
  }},
  "ledger": {"type": "object", "additionalProperties": false, "required": ["budget"],
    "oneOf": [{"required": ["reserve"]}, {"required": ["release"]}, {"required": ["pay"]}, {"required": ["use"]}, {"required": ["claim"]}, {"required": ["repay"]}, {"required": ["write_off"]}], "properties": {
    "budget": {"description": "预算标识的表达式 / An expression for the budget's id", "$ref": "#/$defs/expression"},
    "of": {"description": "资金所属事项的表达式，省略为本事项 / The item whose money it is; this one if left out", "$ref": "#/$defs/expression"},
    "note": {"description": "摘要（表达式） / A note: an expression", "$ref": "#/$defs/expression"},
    "reserve": {"description": "预留 / Keep money of the pool for this item", "$ref": "#/$defs/expression"},
    "release": {"description": "释放 / Give reserved money back to the pool", "$ref": "#/$defs/expression"},
    "pay": {"description": "拨付 / Pay reserved money out", "$ref": "#/$defs/expression"},
    "use": {"description": "报告使用 / Report paid money as used", "$ref": "#/$defs/expression"},
    "claim": {"description": "追回应收 / Claim paid and unused money back", "$ref": "#/$defs/expression"},
    "repay": {"description": "收回 / Claimed money has come back", "$ref": "#/$defs/expression"},
    "write_off": {"description": "核销 / Give claimed money up", "$ref": "#/$defs/expression"}
  }},
  "notify": {"type": "object", "additionalProperties": false, "required": ["to", "message"], "properties": {
    "to": {"description": "角色，或人员标识的表达式 / Roles, or an expression for a person's id", "anyOf": [{"$ref": "#/$defs/expression"}, {"type": "array", "items": {"$ref": "#/$defs/lower_id"}}]},
    "message": {"description": "通知内容 / The message", "$ref": "#/$defs/text"}
  }},@activities@
  "invoke": {"anyOf": [{"$ref": "#/$defs/activity"}, {"type": "array", "items": {"$ref": "#/$defs/activity"}}]}
}
}
)json";

constexpr const char* kAutomatic = R"json(
    "target": {"description": "目标状态；缺省则停在原处 / The next state; without it nothing moves", "anyOf": [{"$ref": "#/$defs/ids"}, {"$ref": "#/$defs/back_to"}]},
    "guard": {"description": "条件（表达式） / Only if: an expression", "$ref": "#/$defs/expression"},
    "actions": {"description": "动作 / Actions", "$ref": "#/$defs/actions"},
    "internal": {"description": "不离开本复合状态 / This compound state is not left", "type": "boolean"},
    "title": {"description": "操作名称 / What people read", "$ref": "#/$defs/text"},
    "description": {"description": "说明 / For readers of the file"})json";

constexpr const char* kAnchored = R"json(
    "from": {"description": "起算时间（表达式），缺省为进入状态时 / Counted from this time: an expression", "$ref": "#/$defs/expression"},
    "at_least": {"description": "至迟提前多久 / At least so long before", "$ref": "#/$defs/term"},
    "before": {"description": "早于什么时间（表达式） / Before this time: an expression", "$ref": "#/$defs/expression"},)json";

constexpr const char* kTransition = R"json(,
    "by": {"description": "可以操作的角色 / Who may", "$ref": "#/$defs/roles"},
    "allow": {"description": "对办理人的限制（表达式） / May this person: an expression", "$ref": "#/$defs/expression"},
    "input": {"description": "须提交的字段 / What to hand in", "$ref": "#/$defs/fields"},
    "return": {"description": "退回：回到来处，须写理由 / Sent back to where it came from, with a reason", "anyOf": [{"const": true}, {"$ref": "#/$defs/return"}]},
    "withdraw": {"description": "无人办理前本人可撤回 / Its sender may take it back while nobody has acted", "anyOf": [{"type": "boolean"}, {"$ref": "#/$defs/withdraw"}]},
    "window": {"description": "何时可以办理 / When it may be done", "type": "object", "additionalProperties": false, "minProperties": 1, "properties": {
      "opens": {"description": "自何时起（表达式） / From this time on: an expression", "$ref": "#/$defs/expression"},
      "closes": {"description": "至何时止（表达式） / Until this time: an expression", "$ref": "#/$defs/expression"}
    }},
    "refusal": {"description": "条件不满足时的提示 / What is told when the guard is false", "$ref": "#/$defs/text"})json";

constexpr const char* kScenario = R"json({
"$schema": "https://json-schema.org/draft/2020-12/schema",
"$id": "urn:charter:scenario",
"title": "Charter 用例 / Charter scenario",
"type": "object",
"additionalProperties": false,
"required": ["workflow", "start"],
"properties": {
  "scenario": {"description": "用例名称 / Its title", "$ref": "#/$defs/text"},
  "workflow": {"description": "流程标识 / The workflow", "$ref": "#/$defs/lower_id"},
  "description": {"description": "说明 / For readers of the file"},
  "people": {"description": "参与的人 / The people", "type": "object", "additionalProperties": {"$ref": "#/$defs/person"}},
  "budgets": {"description": "预算及其总额 / Budgets and what is in them", "type": "object", "additionalProperties": {"type": "number"}},
  "start": {"description": "事项如何开始 / How the item begins", "$ref": "#/$defs/start"},
  "steps": {"description": "之后发生的事 / What happens then", "anyOf": [{"$ref": "#/$defs/step"}, {"type": "array", "items": {"$ref": "#/$defs/step"}}]}
},
"$defs": {@shared@
  "texts": {"anyOf": [{"$ref": "#/$defs/scalar"}, {"type": "array", "items": {"$ref": "#/$defs/scalar"}}]},
  "person": {"type": "object", "additionalProperties": false, "properties": {
    "org": {"description": "所属组织 / The organisation", "$ref": "#/$defs/scalar"},
    "roles": {"description": "对此事项的角色 / The roles over this item", "$ref": "#/$defs/roles"},
    "name": {"description": "姓名 / The name", "$ref": "#/$defs/scalar"}
  }},
  "start": {"type": "object", "additionalProperties": false, "properties": {
    "at": {"description": "时间 / The time", "type": "string"},
    "by": {"description": "何人 / Who", "$ref": "#/$defs/scalar"},
    "org": {"description": "事项所属组织 / The item's organisation", "$ref": "#/$defs/scalar"},
    "data": {"description": "字段 / The fields", "type": "object"},
    "overrides": {"description": "自行给定的参数 / Parameters that no preset gives", "type": "object"},
    "expect": {"description": "应有的结果 / What comes of it", "$ref": "#/$defs/expect"}
  }},
  "step": {"type": "object", "additionalProperties": false, "properties": {
    "send": {"description": "事件 / An event", "$ref": "#/$defs/event"},
    "by": {"description": "何人；缺省为系统 / Who; without it Charter itself", "$ref": "#/$defs/scalar"},
    "at": {"description": "时间 / The time", "type": "string"},
    "input": {"description": "提交的内容 / What is handed in", "type": "object"},
    "advance": {"description": "时间前进 / The time moves by", "$ref": "#/$defs/period"},
    "advance_to": {"description": "时间前进到 / The time moves to", "type": "string"},
    "child": {"description": "下级事项的报告 / A child's report", "$ref": "#/$defs/child"},
    "key": {"description": "区分各下级事项 / Tells children apart", "$ref": "#/$defs/scalar"},
    "calendar": {"description": "公布的节假日安排 / Years of the work calendar that are published now", "type": "object", "additionalProperties": {
      "type": "object", "additionalProperties": false, "required": ["off", "make_up_work"], "properties": {
        "off": {"description": "放假的日子 / Days off", "type": "array", "items": {"type": "string"}},
        "make_up_work": {"description": "调休上班的日子 / Days made up", "type": "array", "items": {"type": "string"}}
    }}},
    "expect": {"description": "应有的结果 / What comes of it", "$ref": "#/$defs/expect"}
  }},
  "child": {"type": "object", "additionalProperties": false, "properties": {
    "workflow": {"description": "流程标识 / Its workflow", "$ref": "#/$defs/lower_id"},
    "states": {"description": "状态 / Its states", "$ref": "#/$defs/texts"},
    "ended": {"description": "已办结 / Whether it has ended", "type": "boolean"},
    "output": {"description": "结果 / Its output"},
    "data": {"description": "上报的字段 / What it reports", "type": "object"}
  }},
  "sums": {"type": "object", "additionalProperties": false, "properties": {
    "reserved": {"description": "已预留 / Reserved", "type": "number"},
    "paid": {"description": "已拨付 / Paid", "type": "number"},
    "used": {"description": "已报告使用 / Reported as used", "type": "number"},
    "claimed": {"description": "应追回 / Claimed back", "type": "number"},
    "repaid": {"description": "已收回 / Repaid", "type": "number"},
    "written_off": {"description": "已核销 / Written off", "type": "number"}
  }},
  "expect": {"type": "object", "additionalProperties": false, "properties": {
    "refused": {"description": "应被拒绝，错误码名称 / The name of the code", "type": "string"},
    "states": {"description": "当前状态 / The active innermost states", "$ref": "#/$defs/texts"},
    "data": {"description": "部分字段 / Some of the fields", "type": "object"},
    "ledger": {"description": "本事项台账合计 / What the item's entries come to", "$ref": "#/$defs/sums"},
    "tasks": {"description": "全部待办 / All tasks", "type": "array", "items": {"type": "object"}},
    "timers": {"description": "计时器个数 / The number of clocks", "type": "integer"},
    "notified": {"description": "被通知的角色 / Roles that were notified", "$ref": "#/$defs/texts"},
    "sent": {"description": "发往其他事项的事件，按顺序 / Events to other items, in order", "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]},
    "created": {"description": "建立的下级事项，按顺序 / Items made under this one, in order", "anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "object"}}]},
    "ended": {"description": "已办结 / Whether it has ended", "type": "boolean"},
    "status": {"description": "事项状态 / The item's status", "enum": ["active", "suspended", "ended", "faulted"]},
    "output": {"description": "结果 / The output"}
  }}
}
}
)json";

void Replace(std::string& text, const std::string& mark, const std::string& with) {
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size()))
    text.replace(at, mark.size(), with);
}

std::string FieldTypes() {
  std::string out;
  for (int i = 0; i <= static_cast<int>(FieldType::kFile); ++i)
    out += (out.empty() ? "\"" : ", \"") + std::string(NameOf(static_cast<FieldType>(i))) + "\"";
  return out;
}

}  // namespace

std::string WorkflowSchema() {
  std::string schema = kWorkflow;
  Replace(schema, "@shared@", kShared);
  Replace(schema, "@activities@", ActivityDefinitions());
  Replace(schema, "@field_types@", FieldTypes());
  Replace(schema, "@transition@", std::string(kAutomatic) + kTransition);
  Replace(schema, "@automatic@", kAutomatic);
  Replace(schema, "@anchored@", kAnchored);
  return schema;
}

std::string ScenarioSchema() {
  std::string schema = kScenario;
  Replace(schema, "@shared@", kShared);
  return schema;
}

}  // namespace charter
