"""Machines with a Debian of their own, on which batchwatch is installed, booted and broken."""
