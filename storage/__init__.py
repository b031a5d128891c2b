"""What we keep: weekly counts without names, settings, and what a member asked us to remember."""
