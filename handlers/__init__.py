"""What to answer: the front desk, and one file per thing a member can do."""
