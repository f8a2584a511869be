"""What a plan costs the customer: breakdown, quantity, lead time, calibration, price book, quote."""
