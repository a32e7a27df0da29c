"""The catalogue of items as people write it, as kiosks get it, and what must hold of it."""
