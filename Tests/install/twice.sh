#!/usr/bin/env bash
# Builds and packs this commit in two other directories, with a time between them, and holds the files against each other.
# It takes two builds, so `make test-dist` runs it, and no suite.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

# shellcheck source=Tests/tools/checks.sh
. Tests/tools/checks.sh

readonly places=(.build/twice/one .build/twice/another-one)
# What is committed meanwhile is not meant.
commit=$(git rev-parse HEAD)

pack() {
  git clone --quiet --no-local . "$1" && git -C "$1" checkout --quiet "$commit" || return
  # Another umask, another zone and another language make no difference.
  (cd "$1" && umask "$2" && TZ=$3 LC_ALL=$4 make --no-print-directory dist quiet=--quiet)
}

same_files() {
  diff <(cd "${places[0]}/.build/dist" && cat SHA256SUMS) <(cd "${places[1]}/.build/dist" && cat SHA256SUMS) && return
  # What differs, where there is something to see it by.
  ! command -v diffoscope >/dev/null || for file in "${places[0]}"/.build/dist/batchwatch*; do
    diffoscope "$file" "${places[1]}/.build/dist/${file##*/}" | head -n 40
  done
  return 1
}

rm -rf --one-file-system .build/twice
mkdir -p .build/twice
check "the commit can be packed" pack "${places[0]}" 022 UTC C
check "and packed again, elsewhere" pack "${places[1]}" 077 Asia/Kathmandu C.UTF-8
check "both are the same, byte by byte" same_files
((failed > 0)) || rm -rf --one-file-system .build/twice

end_checks
