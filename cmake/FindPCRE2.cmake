# FindPCRE2: the Perl-compatible regular expressions library, its variant for bytes.
#
#   find_package(PCRE2 10.40 REQUIRED)
#   target_link_libraries(my_target PRIVATE PCRE2::8BIT)
#
# The target has the name that PCRE2's own CMake package gives it, which Debian leaves out.
# Variables: PCRE2_FOUND, PCRE2_VERSION.
find_path(PCRE2_INCLUDE_DIR pcre2.h)
find_library(PCRE2_8BIT_LIBRARY pcre2-8)
mark_as_advanced(PCRE2_INCLUDE_DIR PCRE2_8BIT_LIBRARY)
if(PCRE2_INCLUDE_DIR)
  file(STRINGS "${PCRE2_INCLUDE_DIR}/pcre2.h" _pcre2_numbers
    REGEX "^#define PCRE2_(MAJOR|MINOR) +[0-9]+")
  string(REGEX MATCH "MAJOR +([0-9]+)" _ "${_pcre2_numbers}")
  set(PCRE2_VERSION "${CMAKE_MATCH_1}")
  string(REGEX MATCH "MINOR +([0-9]+)" _ "${_pcre2_numbers}")
  string(APPEND PCRE2_VERSION ".${CMAKE_MATCH_1}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PCRE2
  REQUIRED_VARS PCRE2_8BIT_LIBRARY PCRE2_INCLUDE_DIR VERSION_VAR PCRE2_VERSION)
if(PCRE2_FOUND AND NOT TARGET PCRE2::8BIT)
  add_library(PCRE2::8BIT UNKNOWN IMPORTED GLOBAL)
  set_target_properties(PCRE2::8BIT PROPERTIES
    IMPORTED_LOCATION "${PCRE2_8BIT_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${PCRE2_INCLUDE_DIR}"
    INTERFACE_COMPILE_DEFINITIONS PCRE2_CODE_UNIT_WIDTH=8)
endif()
