"""What asks the engine for the loss surface, and holds what comes back."""
