# Embeds storage/migrations/*/*.sql into the library: a server needs no installed files to migrate.
# Included by CMakeLists.txt after the library; run by itself (cmake -P) it writes the source file.
if(CMAKE_SCRIPT_MODE_FILE)
  set(function_postgresql PostgresqlMigrations)
  set(function_sqlite SqliteMigrations)
  set(text "#include \"storage/migrations.h\"\n\nnamespace charter::storage {\n")
  foreach(database postgresql sqlite)
    file(GLOB files "${FOLDER}/${database}/*.sql")
    list(SORT files)
    string(APPEND text "\nstd::span<const Migration> ${function_${database}}() {\n  static const Migration all[] = {\n")
    foreach(path IN LISTS files)
      get_filename_component(name "${path}" NAME_WE)
      string(REGEX MATCH "^0*([1-9][0-9]*)_[a-z0-9_]+$" matched "${name}")
      if(NOT matched)
        message(FATAL_ERROR "${path}: name it NNNN_what_it_does.sql")
      endif()
      set(version "${CMAKE_MATCH_1}")
      file(READ "${path}" sql)
      string(APPEND text "      {${version}, \"${name}\", R\"sql(${sql})sql\"},\n")
    endforeach()
    string(APPEND text "  };\n  return all;\n}\n")
  endforeach()
  string(APPEND text "\n}  // namespace charter::storage\n")
  file(WRITE "${OUTPUT}" "${text}")
  return()
endif()

file(GLOB migration_files CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/migrations/*/*.sql")
set(migrations_source "${PROJECT_BINARY_DIR}/storage/migrations.cpp")
add_custom_command(
  OUTPUT "${migrations_source}"
  COMMAND "${CMAKE_COMMAND}" -DFOLDER=${CMAKE_CURRENT_LIST_DIR}/migrations -DOUTPUT=${migrations_source}
          -P "${CMAKE_CURRENT_LIST_FILE}"
  DEPENDS ${migration_files} "${CMAKE_CURRENT_LIST_FILE}"
  VERBATIM)
target_sources(charter_storage PRIVATE "${migrations_source}")
