"""Runs a module of the tests with its arguments, so that it finds the kit and the other suites.

    python3 -B Tests path.matrix --quick
"""

import runpy
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent)
sys.dont_write_bytecode = True
del sys.argv[0]
if not sys.argv:
    sys.exit(__doc__)
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
