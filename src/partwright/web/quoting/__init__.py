"""Quotes: parts with a configuration and a price."""
