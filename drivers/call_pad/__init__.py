"""Call pads (呼叫器): a clerk's keys in, two small numbers out where the pad has a display."""
