"""C-Power cards (流明 CP5200 and its family): serial lines, RS-485 of many cards, TCP 5200."""
