"""The duty desk: calls for a person, complaints, what kiosks say when they can't go on. Beside the queue engine."""
