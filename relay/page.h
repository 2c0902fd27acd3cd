// Page: what a browser is told of the web app's files, whoever serves them.
#pragma once

#include <cstddef>
#include <string_view>

namespace concertina::relay {

inline constexpr std::size_t kMostSite = 64 * 1024 * 1024;  // bytes of all files together

// What a page may load, by the header Content-Security-Policy: its own files and nothing else.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

// The value of Content-Type for a file of that name.
std::string_view type_of(std::string_view name);

}  // namespace concertina::relay
