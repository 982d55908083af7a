"""batchwatch's verdict on generated nights, held against Prometheus's."""
