"""Nights of batches as the real command records them, in a real Prometheus.

`hosts` lets the released binary live through them on a clock of its own, `story` says what happens in them,
`openmetrics` keeps what every export published, `store` makes Prometheus's blocks of that and asks them, `rules` adds
what the shipped rules would have recorded and which alerts would have fired, and `fill` does all of it.
"""
