"""ID-card readers with a SAM module of the Ministry of Public Security, over a serial line."""
