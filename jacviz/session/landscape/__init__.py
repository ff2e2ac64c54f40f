"""The loss surface's part of a session: what the user wants of it, what follows, and what came back."""
