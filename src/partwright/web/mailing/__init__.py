"""Mail: each message is declared once, written as a row, and sent by the queue through the one door out."""
