"""What runs in the engine's processes: torch and the user's code, never Qt."""
