"""What a test gets for what a browser would not do."""


class AppTestError(ValueError):
    """Raised when a test enters what a person cannot enter, such as a file that the input refuses."""
