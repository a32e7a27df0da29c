"""From one site file everything that a technician carries into the hall: files for each unit's card, wiring sheets, labels."""
