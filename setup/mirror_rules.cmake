# Writes the mirror's rules as C++: cmake -DFOLDER=core/mirror/rules -DOUT=rules.cc -P setup/mirror_rules.cmake
# What only tests and readers need (texts that must match and must not, sources, remarks) stays out, so that the
# page need not fetch it. Each file is one literal: a compiler takes at most 65,536 bytes.
file(GLOB files ${FOLDER}/*.txt)
list(SORT files)
set(code "// Written by setup/mirror_rules.cmake.\n#include \"core/mirror/rules.h\"\n\nnamespace concertina::mirror {\n\n")
string(APPEND code "std::string_view rules_text() {\n  static const std::string kText = std::string()")
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(REGEX REPLACE "\n(#|yes |no |source )[^\n]*" "" text "\n${text}")
  string(APPEND code " +\n      R\"rules(${text}\n)rules\"")
endforeach()
string(APPEND code ";\n  return kText;\n}\n\n}  // namespace concertina::mirror\n")
file(WRITE ${OUT} "${code}")
