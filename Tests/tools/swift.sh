#!/bin/sh
# Swift with all that it keeps for later below .build, and nothing in a home directory.
#
#   Tests/tools/swift.sh build|test|format… [OPTION…]
cd "${0%/*}/../.." || exit
# It leaves some thirty directories and locks in TMPDIR each time.
mkdir -p .build/tmp .build/swiftpm
places=$PWD/.build/swiftpm
export TMPDIR="$PWD/.build/tmp" XDG_CACHE_HOME="$places" XDG_CONFIG_HOME="$places" XDG_DATA_HOME="$places"
exec swift "$@"
