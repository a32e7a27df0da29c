"""Rating pads with a screen: LCD pads that speak JSON, ESPHome pads over MQTT."""
