"""Who visits: for now people without an account, known by an opaque random token."""
