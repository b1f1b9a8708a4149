# What `cmake --install` puts where, and the package that find_package(delta_utils) finds.
#
#   find_package(delta_utils REQUIRED)
#   target_link_libraries(my_target PRIVATE delta_utils::delta_utils)   # all of it
#   target_link_libraries(my_target PRIVATE delta_utils::filter)        # a folder and what it needs
#
# Targets are named as in the build: delta_utils::FOLDER, delta_lake::table, parquedb::collection.
# Headers that end in _internal.h or _testing.h, and the folder testing, stay behind.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

add_library(delta_utils_delta_utils INTERFACE)
add_library(delta_utils::delta_utils ALIAS delta_utils_delta_utils)
target_link_libraries(delta_utils_delta_utils INTERFACE parquedb_collection delta_utils_cloud)

set(_install_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/delta_utils")

# Every target is of one export, whose namespace is its prefix; the one that has all of them
# comes last.
get_property(_install_targets GLOBAL PROPERTY DELTA_UTILS_LIBRARIES)
list(APPEND _install_targets du_options delta_utils_simdjson)
add_custom_target(installed_libraries DEPENDS ${_install_targets})
foreach(target IN LISTS _install_targets)
  string(REGEX MATCH "^(delta_utils|delta_lake|parquedb)_(.+)$" _ "${target}")
  set(prefix "${CMAKE_MATCH_1}")
  set(name "${CMAKE_MATCH_2}")
  if(NOT prefix)
    set(prefix delta_utils)
    set(name "${target}")
  endif()
  set_target_properties(${target} PROPERTIES EXPORT_NAME "${name}")
  install(TARGETS ${target} EXPORT ${prefix}_targets
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
endforeach()
set_target_properties(delta_utils_delta_utils PROPERTIES EXPORT_NAME delta_utils)
install(TARGETS delta_utils_delta_utils EXPORT all_targets)
foreach(prefix delta_utils delta_lake parquedb)
  install(EXPORT ${prefix}_targets NAMESPACE ${prefix}:: DESTINATION "${_install_config_dir}")
endforeach()
install(EXPORT all_targets NAMESPACE delta_utils:: DESTINATION "${_install_config_dir}")

foreach(folder delta_utils delta_lake parquedb)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/src/${folder}"
    DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.h"
    PATTERN "*_internal.h" EXCLUDE
    PATTERN "*_testing.h" EXCLUDE
    PATTERN "testing" EXCLUDE)
endforeach()

# A wheel's libraries are in no folder that the dynamic linker searches.
string(REGEX MATCH "^wheel:(.*)" _ "${ArrowAny_SOURCE}")
set(_install_wheel "${CMAKE_MATCH_1}")
if(TARGET parquedb)
  set_target_properties(parquedb PROPERTIES INSTALL_RPATH "${_install_wheel}")
  install(TARGETS parquedb RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()

configure_package_config_file("${CMAKE_CURRENT_LIST_DIR}/delta_utils-config.cmake.in"
  "${PROJECT_BINARY_DIR}/delta_utils-config.cmake"
  INSTALL_DESTINATION "${_install_config_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/delta_utils-config-version.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/delta_utils-config.cmake"
  "${PROJECT_BINARY_DIR}/delta_utils-config-version.cmake"
  "${CMAKE_CURRENT_LIST_DIR}/FindArrowAny.cmake" "${CMAKE_CURRENT_LIST_DIR}/FindPCRE2.cmake"
  DESTINATION "${_install_config_dir}")
