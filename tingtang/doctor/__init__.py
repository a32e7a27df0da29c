"""`tingtang doctor`: what is wrong with this machine, how sure that is, what to do, and who does it.

Each part has a pure judge over facts and a small function that gathers them. What may be said at all stands in `symptoms`.
"""
