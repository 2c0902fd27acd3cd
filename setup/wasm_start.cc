// What Debian's WebAssembly libraries expect from elsewhere: the two symbols of the stack protector.
#include <cstdint>

extern "C" {
std::uintptr_t __stack_chk_guard = 0x51ac'77e3;
[[noreturn]] void __stack_chk_fail() { __builtin_trap(); }
}
