"""Voice of a zone: phrases put together from recorded clips, one after the other, never cut off."""
