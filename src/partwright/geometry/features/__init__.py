"""Features of a body, one recognizer per concept; none needs the kernel."""
