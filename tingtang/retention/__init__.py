"""What a controller keeps of people and of what they did, for how long, and the evidence that it is erased in time."""
