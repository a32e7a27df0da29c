"""Temperature and humidity of a cabinet or room over Modbus."""
