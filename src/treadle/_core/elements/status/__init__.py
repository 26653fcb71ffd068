"""What tells how far something has got."""
