"""What a technician does at the kiosk itself: entering, tests, network, log, support bundle. The flow is `kiosk.flow`'s."""
