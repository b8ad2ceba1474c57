# Embeds api/openapi/*.json into the library: a server needs no installed files to describe itself.
# Included by CMakeLists.txt after the library; run by itself (cmake -P) it writes the source file.
if(CMAKE_SCRIPT_MODE_FILE)
  file(GLOB files "${FOLDER}/*.json")
  list(SORT files)
  set(text "#include \"api/openapi/components.h\"\n\nnamespace charter::api::openapi {\n")
  string(APPEND text "\nstd::span<const std::string_view> ComponentFiles() {\n  static const std::string_view all[] = {\n")
  foreach(path IN LISTS files)
    file(READ "${path}" json)
    string(APPEND text "      R\"json(${json})json\",\n")
  endforeach()
  string(APPEND text "  };\n  return all;\n}\n\n}  // namespace charter::api::openapi\n")
  file(WRITE "${OUTPUT}" "${text}")
  return()
endif()

file(GLOB component_files CONFIGURE_DEPENDS "${CMAKE_CURRENT_LIST_DIR}/*.json")
set(components_source "${PROJECT_BINARY_DIR}/api/component_files.cpp")
add_custom_command(
  OUTPUT "${components_source}"
  COMMAND "${CMAKE_COMMAND}" -DFOLDER=${CMAKE_CURRENT_LIST_DIR} -DOUTPUT=${components_source}
          -P "${CMAKE_CURRENT_LIST_FILE}"
  DEPENDS ${component_files} "${CMAKE_CURRENT_LIST_FILE}"
  VERBATIM)
target_sources(charter_api PRIVATE "${components_source}")
