"""The Django platform: one slice per noun, in the order of the architecture page."""
