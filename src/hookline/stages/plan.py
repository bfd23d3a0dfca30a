"""What differs → the plan: ordered, with causes, messages and guards."""
