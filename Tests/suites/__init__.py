"""Runs the suites side by side, and says what came of them."""
