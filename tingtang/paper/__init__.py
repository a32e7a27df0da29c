"""纸质应急号: pre-printed numbers for the hours in which nothing works."""
