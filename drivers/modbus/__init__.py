"""Modbus RTU over our links: what relay boards and sensors on an RS-485 line speak."""
