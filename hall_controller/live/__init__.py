"""The live feed: what screens, desks, managers and technicians are shown, pushed as server-sent events."""
