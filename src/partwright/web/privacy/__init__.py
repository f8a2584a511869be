"""What personal data there is, what for, how long: the registry, the purposes, the retention engine."""
