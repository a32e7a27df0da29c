"""Steps of 大厅指引."""
