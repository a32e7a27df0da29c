"""Boards that take pixels: HUB75 panels and LED matrices behind a network receiver that speaks DDP."""
