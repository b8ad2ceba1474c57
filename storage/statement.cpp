#include "storage/statement.h"

#include <algorithm>
#include <cctype>

#include "engine/data/failure.h"

namespace charter::storage {
namespace {

bool Names(const std::string& sql, const std::string& name) {
  const std::string wanted = ":" + name;
  for (auto at = sql.find(wanted); at != std::string::npos; at = sql.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    if (end == sql.size()) return true;
    const auto next = static_cast<unsigned char>(sql[end]);
    if (std::isalnum(next) == 0 && next != '_') return true;
  }
  return false;
}

}  // namespace

bool Statement::Cells::IsNull(int column) const {
  return cells[static_cast<std::size_t>(column)].indicator == soci::i_null;
}

const std::string& Statement::Cells::Text(int column) const {
  static const std::string none;
  const Cell& cell = cells[static_cast<std::size_t>(column)];
  return cell.indicator == soci::i_null ? none : cell.text;
}

Statement::Statement(soci::session& session, const std::string& sql, const Params& params, int columns)
    : statement_(session) {
  for (const Param& param : params) {
    if (Names(sql, param.name())) slots_.push_back({param.name(), param.is_text(), "", 0, soci::i_ok});
  }
  row_.cells.resize(static_cast<std::size_t>(columns));
  for (Slot& slot : slots_) {
    if (slot.is_text) {
      statement_.exchange(soci::use(slot.text, slot.indicator, slot.name));
    } else {
      statement_.exchange(soci::use(slot.number, slot.indicator, slot.name));
    }
  }
  for (Cell& cell : row_.cells) statement_.exchange(soci::into(cell.text, cell.indicator));
  statement_.alloc();
  statement_.prepare(sql);
  statement_.define_and_bind();
}

void Statement::Bind(const Params& params) {
  auto from = params.begin();
  for (Slot& slot : slots_) {
    // Callers list parameters in one order, so the search mostly ends where it starts.
    const auto named = [&slot](const Param& param) { return param.name() == slot.name; };
    auto param = std::find_if(from, params.end(), named);
    if (param == params.end()) param = std::find_if(params.begin(), params.end(), named);
    if (param == params.end() || param->is_text() != slot.is_text) {
      throw Failure(Code::store_failed, "statement without its parameter " + slot.name);
    }
    slot.indicator = param->is_null() ? soci::i_null : soci::i_ok;
    if (slot.is_text) {
      // SOCI would cut it off at a NUL without a word.
      if (!CanBeKept(param->text())) {
        throw Failure(Code::store_failed, "text that is not UTF-8, or with a NUL, in " + slot.name);
      }
      slot.text.assign(param->text());
    } else {
      slot.number = param->number();
    }
    from = param + 1;
  }
}

}  // namespace charter::storage
