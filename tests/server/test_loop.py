"""The way onto the server's loop."""

import asyncio
import contextvars
import threading

from treadle._core.server.loop import LoopGate

visitor: contextvars.ContextVar[str] = contextvars.ContextVar("visitor", default="nobody")


def test_what_is_posted_runs_in_nobodys_context():
    async def main() -> list[str]:
        gate, done, seen = LoopGate(asyncio.get_running_loop()), asyncio.Event(), list[str]()

        def look() -> None:
            seen.append(visitor.get())
            if len(seen) == 2:
                done.set()

        def post() -> None:
            visitor.set("somebody")
            assert gate.post(look)

        post()
        thread = threading.Thread(target=post)
        thread.start()
        thread.join()
        await done.wait()
        return seen

    assert asyncio.run(main()) == ["nobody", "nobody"]
