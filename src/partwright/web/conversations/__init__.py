"""Conversations: one thread model for reviews, orders, complaints, support and feedback."""
