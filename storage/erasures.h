// The record of people whose names were erased, and the items that are about somebody.
#pragma once

#include <string>
#include <vector>

#include "engine/ports/erasures.h"
#include "storage/session.h"

namespace charter::storage {

// See Erasures.
bool AddErasure(Session& session, const TenantId& tenant, const ErasureRecord& record,
                const AnswerRecord* answer);
std::vector<ErasureRecord> ListErasures(Session& session, const TenantId& tenant);
void RepeatErasure(Session& session, const TenantId& tenant, const PersonId& person);
void NoteSweep(Session& session, const TenantId& tenant, const ErasureRecord& record);
void RenameInOutbox(Session& session, const TenantId& tenant, const ItemId& item, const std::string& name,
                    const std::string& with);
std::vector<ItemId> ItemsAbout(Session& session, const TenantId& tenant, const ItemRange& range,
                               const PersonId& person);
std::vector<ItemId> OpenItemsOf(Session& session, const TenantId& tenant, const ItemRange& range,
                                const PersonId& person);

// An id as a text of JSON holds it.
std::string InJson(const PersonId& person);
// What waits in the outbox with `with` in place of `name` in its `message`; the same text where it has none.
std::string RenamedMessage(const std::string& payload, const std::string& name, const std::string& with);

}  // namespace charter::storage
