"""What the user has in hand: the Document, its history, and the Results that answer it. No torch, no Qt."""
