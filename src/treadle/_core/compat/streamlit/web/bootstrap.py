"""`streamlit.web.bootstrap`: apps import it that start themselves when they are not served."""

from .cli import main as run

__all__ = ["run"]
