// Every error code of Charter, in one table. A code is never reused; the reference lists them all.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace charter {

// CODE(number, name, english, chinese): what went wrong in general; a message says it in particular.
// 10xx YAML, 11xx structure of a workflow, 12xx fields, 13xx expressions, 14xx soundness, 15xx import,
// 20xx an event is refused, 30xx a command is refused, 40xx a request is malformed, 50xx the store.
// clang-format off
#define CHARTER_CODES(CODE)                                                                          \
  CODE(1001, yaml_syntax, "not well-formed YAML", "YAML 语法错误")                                   \
  CODE(1002, yaml_encoding, "not UTF-8", "不是 UTF-8 编码")                                          \
  CODE(1003, yaml_limit, "the file goes past a limit of size or depth", "文件超出大小或层级限制")    \
  CODE(1004, yaml_alias, "anchors, aliases and merge keys are not allowed", "不允许使用锚点和别名")  \
  CODE(1005, duplicate_key, "the same key twice in one map", "同一映射中键重复")                     \
  CODE(1006, yaml_documents, "a file holds exactly one document", "一个文件只能有一份文档")          \
  CODE(1007, yaml_tag, "tags are not allowed", "不允许使用标签")                                     \
  CODE(1101, unknown_key, "a key that this place does not know", "此处不认识的键")                   \
  CODE(1102, missing_key, "a key that must be there is missing", "缺少必需的键")                     \
  CODE(1103, wrong_shape, "a value of another shape was expected here", "此处的值形式不对")          \
  CODE(1104, bad_identifier, "not an identifier", "不是合法的标识符")                                \
  CODE(1105, duplicate_id, "the same id twice in one file", "同一文件中标识重复")                    \
  CODE(1106, unknown_target, "a target that is no state of this file", "目标状态不存在")             \
  CODE(1107, unknown_role, "a role that this file does not declare", "未声明的角色")                 \
  CODE(1108, bad_initial, "not an initial state of this place", "初始状态不对")                      \
  CODE(1109, unknown_activity, "an activity type that does not exist", "不存在的活动类型")           \
  CODE(1110, not_supported, "part of the language that this version does not run yet",               \
       "此版本尚不支持的语言成分")                                                                   \
  CODE(1111, bad_period, "not a length of time", "不是合法的期限")                                   \
  CODE(1112, bad_event, "not an event name", "不是合法的事件名")                                     \
  CODE(1113, bad_number_pattern, "not a pattern for numbers", "编号格式不对")                        \
  CODE(1114, unknown_sheet, "a scoring sheet that this file does not declare", "未声明的评分表")     \
  CODE(1120, unknown_parameter, "a parameter that this file does not declare", "未声明的参数")       \
  CODE(1121, unknown_parameter_type, "a parameter type that does not exist", "不存在的参数类型")     \
  CODE(1122, parameter_type, "a parameter of another type belongs here", "参数类型不符")             \
  CODE(1123, bad_preset_value, "a value of a preset that cannot be relied on", "地区参数的值不可用") \
  CODE(1124, unknown_preset, "a preset that does not exist", "地区参数文件不存在")                   \
  CODE(1130, bad_return, "a way back that leads nowhere it may", "退回的去处不对")                    \
  CODE(1131, bad_withdraw, "an event that cannot be taken back", "不能撤回的操作")                   \
  CODE(1135, report_restricted, "a field with `read` cannot be reported to the parent", "限定阅读的字段不能上报") \
  CODE(1136, unknown_children, "a `children` activity that this file does not have", "没有此下级事项活动")   \
  CODE(1145, sheet_or_panels, "a review is scored on one sheet or by panels", "评审须写评分表或评审组之一") \
  CODE(1201, unknown_field_type, "a field type that does not exist", "不存在的字段类型")             \
  CODE(1202, bad_keyword, "a schema keyword that does not fit here", "字段约束不适用")               \
  CODE(1203, unknown_field, "a field that this workflow does not declare", "未声明的字段")           \
  CODE(1204, bad_default, "a default that breaks its own schema", "默认值不符合自身约束")            \
  CODE(1205, bad_pattern, "not a regular expression", "正则表达式不合法")                            \
  CODE(1301, expression_syntax, "the expression cannot be read", "表达式语法错误")                   \
  CODE(1302, unknown_name, "a name that expressions do not know here", "表达式中的名称不存在")       \
  CODE(1303, unknown_function, "a function that does not exist", "函数不存在")                       \
  CODE(1304, expression_type, "types that do not go together", "表达式类型不符")                     \
  CODE(1305, expression_cost, "an expression past the cost limit", "表达式超出计算量限制")           \
  CODE(1306, expression_failed, "an expression that fails when it is run", "表达式运行时出错")        \
  CODE(1401, unreachable_state, "a state that nothing reaches", "无法到达的状态")                    \
  CODE(1402, no_way_out, "a state from which no final state can be reached", "无法到达终态的状态")   \
  CODE(1403, missing_title, "a title is missing in one language", "缺少一种语言的标题")              \
  CODE(1404, never_taken, "a transition that can never be taken", "永远不会发生的转移")              \
  CODE(1405, stuck_state, "a state that no role and no timer can leave", "无人也无期限可离开的状态") \
  CODE(1406, overlapping_transitions, "two transitions can both be taken and order alone decides", "两个转移可同时成立") \
  CODE(1407, four_eyes_gap, "the role that asks is the only one that grants", "经办与审批未分离")   \
  CODE(1408, no_calendar, "working days without a calendar to count them on", "缺少工作日历")        \
  CODE(1409, impossible_numbers, "numbers that cannot add up", "数字自相矛盾")                       \
  CODE(1501, xml_syntax, "not well-formed XML", "XML 语法错误")                                      \
  CODE(1502, xml_limit, "the XML goes past a limit of size or depth", "XML 超出大小或层级限制")      \
  CODE(1503, not_scxml, "not a statechart in SCXML", "不是 SCXML 状态图")                            \
  CODE(1504, left_out, "left out of an import", "导入时略去")                                        \
  CODE(2001, unknown_event, "the workflow has no such event", "流程中没有此事件")                    \
  CODE(2002, event_not_available, "the event cannot be taken in this state", "当前状态不能进行此操作") \
  CODE(2003, wrong_role, "this is for another role", "需要其他角色办理")                             \
  CODE(2004, guard_not_met, "a condition of the event is not met", "操作条件未满足")                 \
  CODE(2005, guard_failed, "a condition could not be evaluated", "操作条件无法计算")                 \
  CODE(2006, input_invalid, "what was sent does not fit", "提交内容不符合要求")                        \
  CODE(2007, data_invalid, "the item's fields would not fit their schema", "事项字段不符合要求")     \
  CODE(2008, microstep_limit, "the event never comes to rest", "事件引发无尽循环")                   \
  CODE(2009, item_suspended, "the item is suspended", "事项已暂停")                                  \
  CODE(2010, item_ended, "the item has ended", "事项已结束")                                         \
  CODE(2011, item_faulted, "the item is at fault and waits for an administrator", "事项出错，待管理员处理") \
  CODE(2012, not_allowed, "the rule about who may do this says no", "办理人不符合规定")              \
  CODE(2013, action_failed, "an action of the event could not be carried out", "操作动作无法执行")   \
  CODE(2030, preset_not_found, "there is no preset for this jurisdiction", "没有该地区的参数")        \
  CODE(2031, parameter_unknown, "a parameter that the workflow needs is not known", "所需参数未知")  \
  CODE(2032, parameter_unverified, "a parameter is known from memory only", "参数仅凭记忆，未经核实") \
  CODE(2033, parameter_mismatch, "a parameter has another type than the workflow needs", "参数类型与流程不符") \
  CODE(2034, override_refused, "a parameter cannot be given like this", "不能这样自行给定参数")      \
  CODE(2035, budget_exceeded, "the budget has too little money left", "预算可用资金不足")           \
  CODE(2036, ledger_exceeded, "more than the money it comes from", "超出可用的资金")                 \
  CODE(2037, no_budget, "no such budget to draw on", "没有可用的预算")                               \
  CODE(2040, no_way_back, "the item has been in no state it could go back to", "没有可退回的去处")   \
  CODE(2041, returned_too_often, "the item has been sent back as often as it may", "退回次数已满")   \
  CODE(2042, too_late_to_withdraw, "somebody or something has acted since", "已有后续办理，不能撤回") \
  CODE(2043, handed_over, "the work has been handed to one person", "已转办他人")                    \
  CODE(2044, nothing_to_hand_over, "nobody of your role is awaited there", "没有可转办的任务")       \
  CODE(2045, receiver_lacks_role, "the receiver does not hold the role", "接办人没有相应角色")       \
  CODE(2046, urged_already, "urged once today already", "今日已催办")                                \
  CODE(2047, nobody_awaited, "nobody is awaited whom one could urge", "无待办可催")                  \
  CODE(2050, pool_exceeded, "more would be given out than there is", "合计超过资金总额")             \
  CODE(2051, not_run_yet, "the allocation has not been run yet", "尚未计算分配方案")                 \
  CODE(2052, unknown_candidate, "no candidate of this allocation", "不在本次分配之列")               \
  CODE(2055, counts_disagree, "numbers of a ballot that cannot be true together", "表决人数或票数前后不符") \
  CODE(2056, acted_already, "the person has voted or signed already", "已经投票或签署")              \
  CODE(2060, in_conflict, "a conflict of interest bars the person", "须回避，不能参加评审")             \
  CODE(2061, not_assigned, "only a reviewer of this review may do this", "仅本评审的评委可办理")     \
  CODE(2062, too_few_reviewers, "too few people are free to review", "可指派的评委不足")             \
  CODE(2063, too_few_scores, "too few valid scores are there", "有效评分不足")                       \
  CODE(2065, not_yet_open, "the time for this has not come", "未到办理时间")                         \
  CODE(2066, no_longer_open, "the time for this is over", "已过办理时间")                            \
  CODE(3001, stale_revision, "the item has changed since it was read", "事项已被他人更新")           \
  CODE(3002, item_not_found, "no such item, or none that you may see", "事项不存在或无权查看")       \
  CODE(3003, workflow_not_found, "no such workflow or version", "流程或版本不存在")                  \
  CODE(3004, definition_invalid, "the workflow file has mistakes", "流程文件有错误")                 \
  CODE(3005, version_exists, "this version is published already with another text", "该版本已发布且内容不同") \
  CODE(3006, not_permitted, "your roles do not permit this", "没有权限")                             \
  CODE(3007, organization_not_found, "no such organisation, or none of yours", "组织不存在或不在管辖范围") \
  CODE(3008, parent_not_open, "the parent takes no such items now", "上级事项当前不接受下级事项")    \
  CODE(3009, clock_not_simulated, "this server runs on real time", "服务器使用真实时间")             \
  CODE(3010, cascade_limit, "the event would reach too many items at once", "一次影响的事项过多")    \
  CODE(3030, budget_not_found, "no such budget, or none that you may see", "预算不存在或无权查看")   \
  CODE(3031, budget_exists, "there is a budget of this id already", "预算编号已存在")                \
  CODE(3050, dead_letter_not_found, "no such dead letter", "没有此无法送达的消息")                      \
  CODE(3070, idempotency_key_invalid, "the Idempotency-Key is no key", "Idempotency-Key 不合法")     \
  CODE(3071, idempotency_key_reused, "the Idempotency-Key was used for another request", "Idempotency-Key 已用于另一请求") \
  CODE(3072, idempotency_key_taken, "a request under this Idempotency-Key is under way", "使用此 Idempotency-Key 的请求正在处理") \
  CODE(3080, not_a_database, "the file is not a database of Charter", "文件不是 Charter 数据库")         \
  CODE(3081, already_there, "something is there already where this would go", "目标已存在")          \
  CODE(3082, database_in_use, "a running server uses this database", "数据库正被运行中的服务使用")   \
  CODE(3083, database_damaged, "the database or the copy of it is damaged", "数据库或其副本已损坏")  \
  CODE(3084, export_damaged, "the exported file is cut off or altered", "导出文件不完整或被改动")    \
  CODE(3085, export_version, "the exported file is of another version", "导出文件的版本不符")        \
  CODE(3086, calendar_clash, "the two databases count on different calendars", "两个数据库的工作日历不一致") \
  CODE(3087, file_damaged, "a kept file is not what it was", "所存文件已损坏")                       \
  CODE(3088, upload_not_found, "no such upload, or it is finished already", "上传不存在或已完成")    \
  CODE(3089, upload_incomplete, "parts of the upload are missing or not what was announced", "上传内容不完整或不符") \
  CODE(3100, malformed_request, "the request is not valid HTTP", "请求不符合 HTTP 规范")             \
  CODE(3101, request_timeout, "the request took too long to come", "请求未能及时送达")               \
  CODE(3102, target_too_long, "the address is too long", "请求地址过长")                             \
  CODE(3103, fields_too_large, "the header fields are too many or too long", "请求头字段过多或过长") \
  CODE(3104, not_implemented, "the server does not know this part of HTTP", "服务器不支持此 HTTP 功能") \
  CODE(3105, server_busy, "the server has too much to do", "服务器繁忙")                             \
  CODE(3106, http_version_unsupported, "the server speaks HTTP/1.1 and 1.0", "服务器只支持 HTTP/1.1 和 1.0") \
  CODE(3107, server_stopping, "the server is about to stop", "服务器即将停止")                       \
  CODE(3110, sign_in_refused, "the name or the password is wrong, or one has to wait", "名称或密码不正确，或须稍候再试") \
  CODE(3111, password_change_needed, "the first password must be changed before anything else", "请先修改初始密码") \
  CODE(3112, password_unfit, "the password cannot be taken", "密码不符合要求")                       \
  CODE(3113, scope_too_narrow, "the token was not made for this", "令牌的用途不包括此操作")          \
  CODE(3114, cross_site, "the browser sent this from another site", "浏览器从其他网站发出此请求")    \
  CODE(3115, too_many_requests, "too many requests; wait a while", "请求过于频繁，请稍候再试")        \
  CODE(3116, token_not_found, "no such token of yours", "没有您的这个令牌")                          \
  CODE(3117, no_local_account, "the person signs in elsewhere and has no password here", "此人在别处登录，此处没有密码") \
  CODE(3118, account_clash, "the account has been changed by somebody else just now", "账户刚被他人更改") \
  CODE(3130, bulk_refused, "some of the items refuse it, so none was changed", "部分事项不能办理，全部未变") \
  CODE(3140, precondition_required, "the request must say which revision it means", "请求须以 If-Match 说明所依据的版本") \
  CODE(3150, workflow_retired, "the workflow takes no new items", "流程已停用，不再新建事项") \
  CODE(3160, person_not_found, "no such person", "没有此人") \
  CODE(3161, account_exists, "the person has an account, or the name is taken", "此人已有账户，或登录名已被占用") \
  CODE(3162, organization_in_use, "the organisation cannot be changed so while it is in use", "组织正被使用，不能如此更改") \
  CODE(3163, delegation_refused, "this cannot be delegated", "不能如此委托") \
  CODE(3170, subscription_unfit, "events cannot be sent to this address", "不能向此地址发送") \
  CODE(3171, stream_gap, "what came after this id is no longer kept", "此后的变更已不再保留") \
  CODE(3180, file_type_refused, "this kind of file is not taken", "不接受此类文件") \
  CODE(3181, file_too_large, "the file is too large", "文件过大") \
  CODE(3182, fields_not_open, "the fields cannot be changed now", "目前不能修改字段") \
  CODE(3190, erasure_refused, "the person is still needed", "此人仍有未结事务，不能注销") \
  CODE(4001, invalid_json, "the body is not JSON", "请求体不是合法的 JSON")                          \
  CODE(4002, body_too_large, "the body is too large", "请求体过大")                                  \
  CODE(4003, unauthenticated, "a valid token is needed", "需要有效的令牌")                           \
  CODE(4004, no_such_resource, "nothing is at this address", "地址不存在")                           \
  CODE(4005, method_not_allowed, "this address does not take the method", "不支持的请求方法")        \
  CODE(4006, invalid_parameter, "a parameter does not make sense", "参数不合法")                     \
  CODE(4007, invalid_encoding, "the text is not UTF-8", "文本不是 UTF-8 编码")                       \
  CODE(4008, internal_error, "a fault of the server; it is logged", "服务器内部错误，已记录")        \
  CODE(5001, store_unavailable, "the database cannot be reached; try again", "数据库暂不可用，请重试") \
  CODE(5002, store_schema, "the database has another schema version", "数据库结构版本不符")          \
  CODE(5003, store_failed, "the database refused the operation", "数据库操作失败")
// clang-format on

enum class Code : std::uint16_t {
#define CHARTER_CODE(number, name, english, chinese) name = number,
  CHARTER_CODES(CHARTER_CODE)
#undef CHARTER_CODE
};

struct CodeInfo {
  Code code;
  std::string_view name;  // "unknown_field"
  std::string_view en;
  std::string_view zh;
};

const CodeInfo& InfoOf(Code code);
std::string Label(Code code);  // "CH1203"

}  // namespace charter
