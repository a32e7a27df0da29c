"""The door of a 24-hour zone: timed pulse, contact, SOS, occupancy."""
