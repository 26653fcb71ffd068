"""What worker processes need of the system and what Windows lacks.

On Windows, every name here is None: nothing uses one, because no worker is started (see
`ProcessPool.submit`). It imports nothing of Treadle: worker processes load this before anything else.
"""

import sys

if sys.platform == "win32":
    from typing import Any

    def __getattr__(name: str) -> Any:
        if name.startswith("__"):  # the import system asks for more than we have
            raise AttributeError(name)
        return None

else:
    import socket
    from mmap import MAP_PRIVATE, MAP_SHARED
    from os import O_CLOEXEC, killpg, pread, pwrite, register_at_fork, set_blocking
    from signal import SIGKILL
    from socket import CMSG_SPACE, SCM_RIGHTS

    recvmsg_into = socket.socket.recvmsg_into
    sendmsg = socket.socket.sendmsg

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
