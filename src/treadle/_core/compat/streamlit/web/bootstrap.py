"""`streamlit.web.bootstrap`: imported by apps that start themselves when they are not served."""

from .cli import main as run

__all__ = ["run"]
