"""Makes a bundle on a machine with a network: asks apt and pip, as they are set up here, for exactly what the lists name."""
