"""大厅指引: where things are, what an item needs, and what one may ask of the hall."""
