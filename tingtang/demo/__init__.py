"""The demo: a whole hall with emulated devices on one machine."""
