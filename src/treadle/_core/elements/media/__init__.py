"""Elements that show images."""
