"""The flow's ports over the real world: hall and printer over MQTT, and the kiosk's own durable store. No Kivy."""
