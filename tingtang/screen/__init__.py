"""The hall screen's machine: one browser with the controller's page, watched, and brought back when it stands."""
