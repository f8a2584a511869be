"""What the child process runs and what comes back of it: file → Part → features, walls, surveys."""
