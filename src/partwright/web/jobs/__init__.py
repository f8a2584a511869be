"""Background work: the row is the truth, the queue a doorbell."""
