"""Ring 1: what happens between a citizen and the kiosk. Pure Python: no Kivy, no sockets, no clock of its own."""
