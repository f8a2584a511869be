"""What is looked at before any parser: bytes, counts and structure, in plain Python, inside the child.

`screen` refuses bombs, climbing paths and lying headers cheaply; a `Budget` says how much is too much.
"""

from partwright.cad.preflight.budget import Budget
from partwright.cad.preflight.names import safe_name
from partwright.cad.preflight.screen import Archive, Member, Screened, screen

__all__ = ["Archive", "Budget", "Member", "Screened", "safe_name", "screen"]
