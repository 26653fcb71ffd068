"""Chat: messages, and where they are written."""
