"""Jobs that are played alone and under `run`, and must not differ."""
