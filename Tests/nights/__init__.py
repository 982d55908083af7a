"""Nights of batches as the real command records them, in a real Prometheus.

`hosts` lets the released binary live through them on a clock of its own, `story` says what happens in them,
`openmetrics` keeps what every export published, `neighbours` stands in for what other programs would have said, `store`
makes Prometheus's blocks of all that and asks them, `rules` adds what the shipped rules would have recorded and which
alerts would have fired, `fill` does the whole, and `served` keeps one Prometheus with it for a test run.
"""
