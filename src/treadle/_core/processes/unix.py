"""What worker processes need of the system and what Windows lacks.

On a system without them, every name here is None: nothing uses one, because no worker can be started. It
imports nothing of Treadle: worker processes load this before anything else.
"""

import sys
from typing import TYPE_CHECKING, Any

if sys.platform != "win32":
    try:
        from mmap import MAP_PRIVATE, MAP_SHARED
        from os import O_CLOEXEC, killpg, pread, pwrite, register_at_fork, set_blocking
        from signal import SIGKILL
        from socket import CMSG_SPACE, SCM_RIGHTS, socket

        recvmsg_into = socket.recvmsg_into
        sendmsg = socket.sendmsg
    except (ImportError, AttributeError):  # a small system, such as a browser
        pass

    __all__ = [
        "CMSG_SPACE",
        "MAP_PRIVATE",
        "MAP_SHARED",
        "O_CLOEXEC",
        "SCM_RIGHTS",
        "SIGKILL",
        "killpg",
        "pread",
        "pwrite",
        "recvmsg_into",
        "register_at_fork",
        "sendmsg",
        "set_blocking",
    ]

if sys.platform == "win32" or not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name.startswith("__"):  # the import system asks for more than we have
            raise AttributeError(name)
        return None
