"""What members wanted, in numbers that name nobody: what may be published, and how it is read."""
