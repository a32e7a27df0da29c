"""Ring 3: one folder a screen. A screen is given a model and a `post`; it knows neither the flow nor the hall."""
