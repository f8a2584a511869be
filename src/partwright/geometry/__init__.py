"""What a part is: plain values and pure functions on them. No file, no kernel, no process."""
