"""Is somebody in danger, and what do we say then? Needs nothing but itself."""
