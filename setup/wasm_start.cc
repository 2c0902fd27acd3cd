// What Debian's WebAssembly libraries expect from elsewhere: the two symbols of the stack protector. And the
// end of a broken promise of the library itself, which would print into a file there is none of.
#include <__verbose_abort>
#include <cstdint>

extern "C" {
std::uintptr_t __stack_chk_guard = 0x51ac'77e3;
[[noreturn]] void __stack_chk_fail() { __builtin_trap(); }
}

[[noreturn]] void std::__libcpp_verbose_abort(const char*, ...) { __builtin_trap(); }
