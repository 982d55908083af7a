#!/bin/sh
# Swift with all that it keeps for later below .build, and nothing in a home directory.
#
#   Tests/tools/swift.sh build|test|package… [OPTION…]
cd "${0%/*}/../.." || exit
verb=$1
shift
# It leaves some thirty directories and locks in TMPDIR each time.
mkdir -p .build/tmp .build/swiftpm
export TMPDIR="$PWD/.build/tmp" XDG_CACHE_HOME="$PWD/.build/swiftpm/cache"
exec swift "$verb" --cache-path .build/swiftpm/cache --config-path .build/swiftpm/configuration \
  --security-path .build/swiftpm/security "$@"
