"""The alert path, which is broken link by link."""
