"""How the kiosk looks: sizes in millimetres, colours, fonts. Screens and widgets take every measure from here."""
