"""One device, step by step, with a technician beside it."""
