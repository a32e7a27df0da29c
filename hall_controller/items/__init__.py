"""Self-service items of the hall: their catalogue, and the departments behind them."""
