"""What `treadle run` serves: a script, or the ASGI application that a script defines."""

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import click

from treadle._core.config import Config
from treadle._core.runtime import alias, process
from treadle._core.runtime.app import App, readable
from treadle._core.server import Server
from treadle._core.server.developer import Developer, token_of
from treadle._core.server.outer import OuterServer
from treadle._core.server.registration import Registration, folder, new_secret, registered
from treadle.errors import APIError

from . import _asgi

log = logging.getLogger("treadle.cli")


class Serving(NamedTuple):
    """What serves, and what it needs."""

    server: Server | OuterServer
    developer: Developer | None
    """Knows the developer's browser; None: the app's address is not known, as others have mounted it."""
    findable: Callable[[int], AbstractContextManager[None]]
    """Lets `treadle threads` find the server on a port during a block."""
    stop: Callable[[], None]
    """Stops the app after its server."""


def of_script(script: Path, config: Config, argv: Sequence[str]) -> Serving:
    """Return what serves a script."""
    app = App(script, config, argv)
    secret = new_secret()
    server = Server(app, config, secret=secret, token=_token(script))
    return Serving(
        server, server.developer, lambda port: _findable(server, port, script, secret), stop=app.stop
    )


@contextlib.contextmanager
def of_application(
    name: str, script: Path, config: Config, flags: dict[str, Any], argv: Sequence[str]
) -> Iterator[Serving]:
    """Execute a script that defines an ASGI application, and yield what serves the application.

    Raises:
        click.ClickException: the script fails, or uvicorn is not installed.
    """
    token = _token(script) or new_secret()
    place = str(script.resolve().parent)
    launch = _asgi.Launch(script.resolve(), flags, tuple(argv), token)
    alias.install()
    process.borrow(place)
    sys.argv[:] = [str(script), *argv]
    try:
        try:
            application = _asgi.load(launch, name)
            server = OuterServer(application, config)
        except Exception as error:  # noqa: BLE001 - whatever the script raises
            raise click.ClickException(_said(error, launch.script)) from None
        own = isinstance(application, _asgi.App)
        yield Serving(
            server,
            Developer(token) if own else None,
            lambda port: nullcontext(),
            stop=lambda: None,  # it stops itself, with its server
        )
    finally:
        process.give_back(place)
        alias.uninstall()


def _said(error: Exception, script: Path) -> str:
    """Return an exception with its traceback from the script on."""
    if isinstance(error, APIError):
        return str(error)
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != str(script):
        frames = frames.tb_next
    return f"{script.name} failed.\n\n" + "".join(traceback.format_exception(type(error), error, frames))


@contextlib.contextmanager
def _findable(server: Server, port: int, script: Path, secret: str) -> Iterator[None]:
    """Register a server for `treadle threads` while a block runs. If that fails, log it and serve the app."""
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(
                registered(
                    Registration(
                        os.getpid(),
                        port,
                        server.address,
                        server.options.base,
                        readable(script.resolve()),
                        secret,
                        server.fingerprint,
                    )
                )
            )
        except OSError as error:
            log.info("`treadle threads` cannot find this server: %s", error)
        yield


def _token(script: Path) -> str | None:
    """Return what proves that a browser is the developer's; None if it cannot be the same after a restart."""
    try:
        return token_of(script, folder())
    except OSError as error:
        log.info("The developer's address will be different after a restart: %s", error)
        return None
