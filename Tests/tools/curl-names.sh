#!/bin/sh
# Makes a library to link with that has the names of this machine's libcurl, and nothing else.
#
#   Tests/tools/curl-names.sh FILE
#
# Debian gives each name of libcurl a version that no other distribution's has. A program that was linked with those
# prints a warning there at each start, and rpm takes the version for something that must be installed.
set -eu

target=$1
new=$target.new
library=$(gcc -print-file-name=libcurl.so)
{
  echo '.text'
  nm --dynamic --defined-only --format=posix "$library" |
    sed -n 's/^\(curl_[a-z0-9_]*\)@.* T .*/.globl \1; .type \1, @function; \1: nop/p'
  echo '.section .note.GNU-stack,"",@progbits'
} >"$target.s"
gcc -shared -nostdlib -o "$new" "$target.s" \
  -Wl,-soname,"$(objdump -p "$library" | sed -n 's/^ *SONAME *//p')"
# One that is newer would be linked anew.
if cmp -s "$new" "$target"; then rm "$new"; else mv "$new" "$target"; fi
