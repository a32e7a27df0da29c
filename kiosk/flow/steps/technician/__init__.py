"""The technician's step: a code, then a menu whose every page leads back to it."""
