# Toolchain: Debian's clang 19 with its WASI libraries.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
# Only to link with: what it would run does not run here.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
