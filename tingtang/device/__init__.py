"""Tools of a technician at the hall's devices: scan, test, watch, trace, walk, learn."""
