"""The device agent: one process per host, one worker per device, one node on the bus."""
