"""ESC/POS receipt printers with Chinese text."""
