"""Orders: checkout, states, shipments, papers, complaints."""
