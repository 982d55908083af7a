#!/usr/bin/env bash
# Measures what records and exports cost as whole processes, beside other ways to do the same, on this machine.
#
#   Tests/tools/bench.sh BINARY [--rounds N] [record|past|configured|export|writers|journals|rules|progress…]
#   Tests/tools/bench.sh BINARY --before DIRECTORY [--rounds N]
#
# The second form measures against the build whose batchwatch and batchwatch-monitor stand in DIRECTORY, in pairs.
# It prints tables and leaves nothing behind; docs/performance.md says how to read them.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/../.."

binary=${1:?say which batchwatch}
shift

# On the disk of the repository: /tmp may be memory, where a sync costs nothing.
directory=$(mktemp -d "$PWD/.build/bench.XXXXXX")
trap 'rm -rf "$directory"' EXIT
BATCHWATCH="$binary" /usr/bin/python3 -B Tests benchmarks "$directory" "$@"
