# The web's targets: concertina.wasm, which is capi over core; mirror.wasm and study.wasm, its mirror and its study of
# a circle alone, which a page fetches when a room opens; and golden.wasm, the worked examples of every format, which Node and the browser compare with
# the ones in the repository.
file(GLOB_RECURSE sources CONFIGURE_DEPENDS core/*.cc capi/*.cc)
list(FILTER sources EXCLUDE REGEX "_test\\.cc$|core/golden/")
add_library(concertina_web OBJECT ${sources})
target_link_libraries(concertina_web PUBLIC concertina_options)
concertina_mirror_rules(concertina_web)
target_compile_options(concertina_web PUBLIC -fno-exceptions -Oz -flto)
target_compile_definitions(concertina_web PUBLIC JSON_NO_IO)
# Headers only, and found last, so that no header of the host's own C library stands before WASI's.
target_compile_options(concertina_web PUBLIC -idirafter /usr/include)

# The mirror reads at each rest of the hand, and the rhythm computes for seconds: speed is worth some kilobytes there.
file(GLOB busy CONFIGURE_DEPENDS core/mirror/*.cc core/rhythm/*.cc)
set_source_files_properties(${busy} PROPERTIES COMPILE_OPTIONS -O2)
# Browsers have had lanes of two since 2021, Safari since March 2023; the study is a module of its own, so that where
# there are none nothing else is missed.
file(GLOB rhythm CONFIGURE_DEPENDS core/rhythm/*.cc)
set_property(SOURCE ${rhythm} APPEND PROPERTY COMPILE_OPTIONS -msimd128)

function(concertina_module name)
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE concertina_web)
  target_link_options(${name} PRIVATE -mexec-model=reactor -flto -Wl,--strip-all)
  set_target_properties(${name} PROPERTIES SUFFIX .wasm RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

# Each exports its part of capi/exports.txt; what the other needs the linker leaves out.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS capi/exports.txt)
foreach(module concertina mirror study)
  file(STRINGS capi/exports.txt exports)
  if(module STREQUAL concertina)
    list(FILTER exports EXCLUDE REGEX "^concertina_(mirror|study)_")
  else()
    list(FILTER exports INCLUDE REGEX "^concertina_(abi|${module}_)")
  endif()
  list(TRANSFORM exports PREPEND -Wl,--export=)
  concertina_module(${module} setup/wasm_start.cc)
  target_link_options(${module} PRIVATE ${exports})
endforeach()
target_link_options(concertina PRIVATE -Wl,-mllvm,-inline-threshold=0)

file(GLOB golden CONFIGURE_DEPENDS core/golden/vectors*.cc)
concertina_module(golden setup/wasm_start.cc ${golden} core/golden/module.cc)
