# FindSimdjsonPrivate: simdjson, under names that no other simdjson in the process can have.
#
#   find_package(SimdjsonPrivate 3.0 REQUIRED)
#   target_link_libraries(my_target PRIVATE SimdjsonPrivate::simdjson)
#
# Why: the pyarrow wheel's libparquet exports the simdjson inside it, of another version and
# another layout. The dynamic linker takes the first library that has a name: calls meant for one
# simdjson land in the other, in either direction. So simdjson is compiled here, statically, with
# its namespace renamed to delta_utils_simdjson. Code goes on to include <simdjson.h> and to say
# simdjson::, by an alias in the header of that name which is written to the build folder.
#
# Where it looks, the first that has it wins:
#   1. SIMDJSON_SOURCE_DIR, when set: a folder with simdjson.h and simdjson.cpp, amalgamated;
#   2. the project's .cache/simdjson, which scripts/bootstrap fills;
#   3. an installed simdjson, as it is; but not beside a wheel's Arrow.
#
# Variables: SimdjsonPrivate_FOUND, SimdjsonPrivate_VERSION, SimdjsonPrivate_SOURCE.
set(SIMDJSON_SOURCE_DIR "" CACHE PATH "Folder with simdjson.h and simdjson.cpp, amalgamated")

function(_simdjsonprivate_compile source_dir)
  set(wrapper_dir "${PROJECT_BINARY_DIR}/simdjson_private")
  # no path of this machine in it: compiler caches are shared between clones
  file(CONFIGURE OUTPUT "${wrapper_dir}/simdjson.h" @ONLY CONTENT [[
#pragma once
#define SIMDJSON_EXCEPTIONS 0
#define simdjson delta_utils_simdjson
#include_next <simdjson.h>
#undef simdjson
namespace simdjson = delta_utils_simdjson;
]])
  add_library(delta_utils_simdjson STATIC "${source_dir}/simdjson.cpp")
  target_compile_features(delta_utils_simdjson PUBLIC cxx_std_17)
  target_compile_definitions(delta_utils_simdjson PRIVATE
    simdjson=delta_utils_simdjson SIMDJSON_EXCEPTIONS=0)
  # fast in every configuration, and without sanitizers: it reads padding behind strings
  target_compile_options(delta_utils_simdjson PRIVATE -O2 -w)
  target_include_directories(delta_utils_simdjson SYSTEM INTERFACE
    "$<BUILD_INTERFACE:${wrapper_dir}>" "$<BUILD_INTERFACE:${source_dir}>")
  set_target_properties(delta_utils_simdjson PROPERTIES CXX_VISIBILITY_PRESET hidden)
  add_library(SimdjsonPrivate::simdjson ALIAS delta_utils_simdjson)
endfunction()

set(_simdjsonprivate_dir "${SIMDJSON_SOURCE_DIR}")
if(NOT _simdjsonprivate_dir)
  set(_simdjsonprivate_dir "${PROJECT_SOURCE_DIR}/.cache/simdjson")
endif()
if(TARGET SimdjsonPrivate::simdjson)
  # found before
elseif(EXISTS "${_simdjsonprivate_dir}/simdjson.cpp" AND
       EXISTS "${_simdjsonprivate_dir}/simdjson.h")
  file(STRINGS "${_simdjsonprivate_dir}/simdjson.h" _simdjsonprivate_version
    REGEX "define SIMDJSON_VERSION " LIMIT_COUNT 1)
  string(REGEX MATCH "\"([^\"]+)\"" _ "${_simdjsonprivate_version}")
  set(SimdjsonPrivate_VERSION "${CMAKE_MATCH_1}")
  set(SimdjsonPrivate_SOURCE "source:${_simdjsonprivate_dir}")
  _simdjsonprivate_compile("${_simdjsonprivate_dir}")
elseif(NOT SIMDJSON_SOURCE_DIR AND NOT ArrowAny_SOURCE MATCHES "^wheel:")
  find_package(simdjson CONFIG QUIET)
  if(simdjson_FOUND)
    set(SimdjsonPrivate_VERSION "${simdjson_VERSION}")
    set(SimdjsonPrivate_SOURCE "config:${simdjson_DIR}")
    add_library(delta_utils_simdjson INTERFACE)
    target_link_libraries(delta_utils_simdjson INTERFACE simdjson::simdjson)
    add_library(SimdjsonPrivate::simdjson ALIAS delta_utils_simdjson)
  endif()
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SimdjsonPrivate
  REQUIRED_VARS SimdjsonPrivate_SOURCE VERSION_VAR SimdjsonPrivate_VERSION
  REASON_FAILURE_MESSAGE
  "no simdjson.h and simdjson.cpp in ${_simdjsonprivate_dir}, and beside a wheel's Arrow an \
installed simdjson will not do. Run scripts/bootstrap, or set -DSIMDJSON_SOURCE_DIR to a folder \
that has them")
