"""The engine: torch and the user's code in a process of their own, spoken to through messages only."""
