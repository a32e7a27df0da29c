"""Call pads and four-key evaluators on an RS-485 bus that speaks `FF 68 …`."""
