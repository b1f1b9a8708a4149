# One folder = one target = one ctest label (the folder's name). Each folder's CMakeLists.txt is
# one call:
#
#   du_library(PREFIX NAME [DEPS target...] [TEST_DEPS target...])
#       library PREFIX_NAME, alias PREFIX::NAME, from *.cc but *_test.cc; with tests on also the
#       executable PREFIX_NAME_test from *_test.cc
#   du_app(NAME [DEPS target...])
#       executable NAME, from *.cc
#
# DEPS is the single statement of what a folder may include; scripts/tidy reads it and refuses
# what it does not name. TEST_DEPS widens it for the folder's *_test.cc alone.
include(GoogleTest)

add_library(du_options INTERFACE)
target_compile_features(du_options INTERFACE cxx_std_20)
# g++ 12 sees overlapping copies in "text" + std::string (GCC bug 105651)
set(_gnu_12 "$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>")
# Our warnings are for this build; who uses the installed libraries has his own.
target_compile_options(du_options INTERFACE
  $<BUILD_INTERFACE:-Wall> $<BUILD_INTERFACE:-Wextra> $<BUILD_INTERFACE:-Wpedantic>
  $<BUILD_INTERFACE:-Wno-missing-field-initializers>
  $<BUILD_INTERFACE:$<${_gnu_12}:-Wno-restrict>>)
target_include_directories(du_options INTERFACE "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>"
  "$<INSTALL_INTERFACE:include>")
if(DELTA_UTILS_FUZZ)
  target_compile_options(du_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined
    -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -g1)
  target_link_options(du_options INTERFACE -fsanitize=address,undefined)
elseif(DELTA_UTILS_SANITIZE)
  # unoptimised with line tables only: g++ 12 takes five times as long for UBSan's checks at -O1 -g
  target_compile_options(du_options INTERFACE -fsanitize=${DELTA_UTILS_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer -O0 -g1)
  target_link_options(du_options INTERFACE -fsanitize=${DELTA_UTILS_SANITIZE})
  if(DELTA_UTILS_SANITIZE MATCHES "thread")
    # g++ warns that ThreadSanitizer does not see fences; what it then takes for a race, it reports
    target_compile_options(du_options INTERFACE -Wno-tsan)
  endif()
endif()

# Without sanitizers every TEST is a ctest test of its own. With them one process runs a whole
# suite: starting Arrow under ASan costs more than most tests take.
function(du_register_tests executable label)
  if(DELTA_UTILS_SANITIZE)
    add_test(NAME ${label} COMMAND ${executable} --gtest_brief=1)
    set_tests_properties(${label} PROPERTIES LABELS ${label} TIMEOUT 600)
    if(DELTA_UTILS_SANITIZE MATCHES "thread")
      # ThreadSanitizer does not see how the allocator inside of Arrow's library keeps threads
      # apart, as that is not instrumented, and calls it a race; malloc it knows
      set_tests_properties(${label} PROPERTIES ENVIRONMENT ARROW_DEFAULT_MEMORY_POOL=system)
    endif()
  else()
    gtest_discover_tests(${executable} PROPERTIES LABELS ${label} TIMEOUT 300
      DISCOVERY_MODE PRE_TEST)
  endif()
endfunction()

function(du_library prefix name)
  cmake_parse_arguments(ARG "" "" "DEPS;TEST_DEPS" ${ARGN})
  cmake_path(GET CMAKE_CURRENT_SOURCE_DIR FILENAME folder)
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
  if(NOT name STREQUAL testing)
    set_property(GLOBAL APPEND PROPERTY DELTA_UTILS_LIBRARIES ${target})
  endif()
  if(DELTA_UTILS_BUILD_TESTS)
    add_custom_target(tests_${folder}) # what `make test MODULE=folder` builds
    if(tests)
      add_executable(${target}_test ${tests})
      target_link_libraries(${target}_test PRIVATE ${target} ${ARG_TEST_DEPS} GTest::gmock_main)
      # a test's own code is compiled far more often than it runs
      target_compile_options(${target}_test PRIVATE $<$<CONFIG:Release>:-O1>)
      add_dependencies(tests_${folder} ${target}_test)
      du_register_tests(${target}_test ${folder})
    endif()
  endif()
endfunction()

function(du_app name)
  cmake_parse_arguments(ARG "" "" "DEPS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cc")
  if(sources)
    add_executable(${name} ${sources})
    target_link_libraries(${name} PRIVATE du_options ${ARG_DEPS})
  endif()
endfunction()
