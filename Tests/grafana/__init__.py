"""What Grafana reads, against a Prometheus that holds nights."""
