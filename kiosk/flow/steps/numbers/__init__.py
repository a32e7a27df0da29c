"""Steps about numbers that were taken before, and about bookings."""
