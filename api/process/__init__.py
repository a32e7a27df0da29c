"""What every process of the product does the same way: settings file, broker access, logs, word to systemd, version."""
