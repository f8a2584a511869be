"""How orders are paid: by card, on account or by bank transfer, behind one protocol."""
