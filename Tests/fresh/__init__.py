"""Fresh Debians, on which a release is installed by the words of the README."""
