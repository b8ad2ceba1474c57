// A database of a city with 29,000 organisations and any number of items, filled by SQL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace charter::bench {

inline constexpr int kDistricts = 10;
inline constexpr int kStreets = 290;
inline constexpr int kUnions = 28'700;

// Fills a migrated, empty database. One in ten items is open and awaits somebody; one in a hundred is
// overdue. `url` as OpenStore takes it, of PostgreSQL or SQLite.
void FillCity(const std::string& url, std::int64_t items);

std::string DistrictPath(int district);
std::string StreetPath(int street);
std::string UnionPath(int number);
std::string ItemIdOf(std::int64_t number);  // 1 to `items`

}  // namespace charter::bench
