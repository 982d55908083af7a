"""What records and exports cost, beside other ways."""
