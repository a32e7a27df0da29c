"""What the bytes of a trace mean, by the drivers' own codecs."""
