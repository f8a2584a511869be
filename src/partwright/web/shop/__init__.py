"""The shop itself: its name, address and currency, what it offers, and what it still lacks to be open."""
