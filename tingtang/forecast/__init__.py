"""Tables and progress of `tingtang forecast`."""
