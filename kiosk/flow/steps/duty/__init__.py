"""Steps of the feedback flow."""
