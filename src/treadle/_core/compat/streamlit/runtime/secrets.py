"""`streamlit.runtime.secrets`."""

from treadle._core.connections.secrets import Secrets
from treadle._core.connections.secrets import Section as AttrDict
from treadle._core.connections.secrets import secrets as secrets_singleton

__all__ = ["AttrDict", "Secrets", "secrets_singleton"]
