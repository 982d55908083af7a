#!/bin/sh
# Runs all suites, or those that are named; Tests/suites/table.py lists them.
#
#   Tests/tools/test.sh [--quick | SUITE…]
cd "${0%/*}/../.." && exec /usr/bin/python3 -B Tests suites "$@"
