"""The local register of residents who agreed: what the technician's command does with a kiosk's file."""
