"""The bytes of messages that have not arrived in full, of all connections. Only the server thread uses it."""

import logging
from collections import Counter

logger = logging.getLogger("treadle.server")

MB = 1024 * 1024


class Unfinished:
    """Counts the held bytes of unfinished messages, in total and for each address.

    Args:
        total: bytes that may be held; None for no limit.
        per_address: the same for one address.
    """

    def __init__(self, total: int | None, per_address: int | None) -> None:
        self._most, self._most_per_address = total, per_address
        self._held: dict[object, tuple[str, int]] = {}
        """By connection: its address, and the bytes."""
        self._by_address: Counter[str] = Counter()
        self.total = 0
        self._said = False

    def hold(self, connection: object, address: str, size: int) -> bool:
        """Count the bytes that a connection holds. Return False, and change nothing, above a limit."""
        more = size - self._held.get(connection, (address, 0))[1]
        if more > 0 and (
            (self._most is not None and self.total + more > self._most)
            or (
                self._most_per_address is not None
                and self._by_address[address] + more > self._most_per_address
            )
        ):
            self._say_once(address)
            return False
        self._held[connection] = address, size
        self.total += more
        self._by_address[address] += more
        return True

    def release(self, connection: object) -> None:
        """Count no bytes of a connection any more."""
        address, size = self._held.pop(connection, ("", 0))
        self.total -= size
        self._by_address[address] -= size
        if not self._by_address[address]:
            del self._by_address[address]

    def _say_once(self, address: str) -> None:
        if not self._said:
            self._said = True
            logger.warning(
                "Messages are refused: there are %.1f MB of unfinished ones, %.1f MB of them from %s, and "
                "server.maxUnfinishedSize or server.maxUnfinishedSizePerAddress allows no more.",
                self.total / MB,
                self._by_address[address] / MB,
                address,
            )
