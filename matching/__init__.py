"""Which needs does a message speak of, and which services fit? Pure functions, no event loop."""
