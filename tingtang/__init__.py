"""The command line and the demo's supervisor: thin, over the kiosk, the controller and the agents."""
