"""Pages of an app, and links to them."""
