"""The step types. A flow is a list of them with their settings; a new item on the home screen needs no new code."""
