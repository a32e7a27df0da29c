"""What `tingtang kiosk` does."""
