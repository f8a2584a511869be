"""How a part is made: processes, what they can do, and the tables of the trade."""
