# du_examples(FOLDER LIBRARY...): an executable of each guide_*.cc of the folder, linked to the
# libraries, and a test `example.NAME` that runs it and compares what it prints to guide_*.txt.
# For this build and, in consumer/, for that of somebody who has the library installed.
function(du_examples folder)
  file(GLOB sources CONFIGURE_DEPENDS "${folder}/guide_*.cc")
  foreach(source IN LISTS sources)
    cmake_path(GET source STEM name)
    add_executable(${name} "${source}")
    target_link_libraries(${name} PRIVATE ${ARGN})
    # what an example does takes no time, but compiling it does
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
    add_test(NAME example.${name} COMMAND "${CMAKE_COMMAND}"
      "-DPROGRAM=$<TARGET_FILE:${name}>" "-DEXPECTED=${folder}/${name}.txt"
      -P "${folder}/compare_output.cmake")
    set_tests_properties(example.${name} PROPERTIES LABELS examples TIMEOUT 120)
    if(TARGET tests_examples)
      add_dependencies(tests_examples ${name})
    endif()
  endforeach()
endfunction()
