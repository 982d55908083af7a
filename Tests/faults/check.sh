#!/usr/bin/env bash
# Short parts of what is tried with real processes: a newer publisher killed while an older one waits, things planted
# beside the tracker, and many writers that are killed at random. CONTRIBUTING.md says how to run them whole.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

# shellcheck source=Tests/tools/checks.sh
. Tests/tools/checks.sh

faults() { /usr/bin/python3 -B Tests "faults.$1" "${@:2}"; }

check "what is published doesn't turn back, wherever the newest publisher is killed" faults order
check "what is planted beside the tracker stops no call" faults plants --plants 40 --deadline 60
check "writers, exporters and a monitor are killed at random" faults storm --seconds 6 --writers 8

end_checks
