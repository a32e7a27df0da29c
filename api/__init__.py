"""The common language of all parts: messages, words, codes, and the two ways to speak them (MQTT and HTTP)."""
