"""The controller on the bus: what comes in (`inbox`), what goes out to devices (`fanout`, `boards`), its own retained state."""
