"""Pages of the shop's own people: the set-up."""
