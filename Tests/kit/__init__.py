"""What the suites are made of; Tests/README.md lists it."""
