"""Five hosts in network namespaces."""
