# One folder = one target = one ctest label. Every target is made by one of these functions, from the folder it is called in:
#   du_library(PREFIX NAME [DEPS target...] [TEST_DEPS target...])
#                                              library PREFIX_NAME, alias PREFIX::NAME, from *.cc but *_test.cc
#                                              and, with tests on, the executable PREFIX_NAME_test from *_test.cc
#   du_app(NAME [DEPS target...])              executable NAME, from *.cc
# DEPS is the single statement of what a folder may include; scripts/tidy reads it.
include(GoogleTest)

add_library(du_options INTERFACE)
target_compile_options(du_options INTERFACE -Wall -Wextra -Wpedantic -Wno-missing-field-initializers)
target_include_directories(du_options INTERFACE "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>")
if(DELTA_UTILS_SANITIZE)
  target_compile_options(du_options INTERFACE
    -fsanitize=${DELTA_UTILS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  target_link_options(du_options INTERFACE -fsanitize=${DELTA_UTILS_SANITIZE})
endif()

function(du_library prefix name)
  cmake_parse_arguments(ARG "" "" "DEPS;TEST_DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  set(target ${prefix}_${name})
  if(sources)
    add_library(${target} ${sources})
    target_link_libraries(${target} PUBLIC du_options ${ARG_DEPS})
  else()
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE du_options ${ARG_DEPS})
  endif()
  add_library(${prefix}::${name} ALIAS ${target})
  if(DELTA_UTILS_BUILD_TESTS AND tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${ARG_TEST_DEPS} GTest::gmock_main)
    gtest_discover_tests(${target}_test PROPERTIES LABELS ${name} TIMEOUT 300
      DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()

function(du_app name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE du_options ${ARG_DEPS})
endfunction()
