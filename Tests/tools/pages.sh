#!/usr/bin/env bash
# Checks the pages with the release binary: those that are generated, and what the others say.
set -uo pipefail
cd "${BASH_SOURCE[0]%/*}/../.." || exit

# shellcheck source=Tests/tools/checks.sh
. Tests/tools/checks.sh

check "the generated pages are up to date" Tests/tools/docs.sh --check .build/bin/batchwatch
check "runbooks, links and commands of the pages" /usr/bin/python3 -B Tests/tools/check_pages.py .build/bin/batchwatch

end_checks
