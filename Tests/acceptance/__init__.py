"""The whole command as its users see it, in scenarios."""
