"""The command `treadle`: make an app, look at its source, run it, list what executes, show the options."""

import atexit
import contextlib
import gc
import logging
import os
import platform
import socket
import sys
import tempfile
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click
import msgspec

import treadle
from treadle._core import scripts
from treadle._core.asgi_apps import application_in
from treadle._core.compat.lint import lint as find_in
from treadle._core.config import OPTIONS, Config, unknown
from treadle._core.hello import first
from treadle._core.runtime.app import readable
from treadle._core.server import signals
from treadle._core.server.children import end_children
from treadle._core.server.listing import listing
from treadle._core.server.registration import NoAnswer, Registration, ask, find
from treadle.errors import APIError, ConfigError

from ._run import Serving, of_application, of_script
from ._version import __version__

HELLO = Path(__file__).parent / "_core" / "hello" / "app.py"
GRACE = 0.5
"""Seconds that an app's threads have to end after Ctrl-C, and then its processes after SIGTERM."""
LIMIT = 2.0
"""Seconds in addition to `runner.stopGrace` after which the process is ended in any case."""
KILLED_AFTER = 4.0
"""Seconds in addition to those after which the process is killed from outside, if it is blocked."""

log = logging.getLogger("treadle.cli")


class OptionsCommand(click.Command):
    """A command that takes every option of the configuration as a flag."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in OPTIONS.values():
            many = option.default == ()
            self.params.append(
                click.Option(
                    [f"--{option.name}", _parameter(option.name)],
                    help=option.help,
                    multiple=many,
                    metavar="VALUE",
                    # The theme of the sidebar and of light and dark: the same once more, five times.
                    hidden=option.name.count(".") > 1,
                )
            )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and help with a flag that does not exist."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            name = error.option_name.lstrip("-")
            text = unknown(name) if "." in name else f"There is no option --{name}."
            hint = " What is meant for the app goes after `--`: treadle run app.py -- --name value."
            raise click.UsageError(text + hint, ctx) from None


def _parameter(name: str) -> str:
    return "option_" + name.replace(".", "__").lower()


def _flags(values: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given on the command line, by their names."""
    flags = {}
    for name, option in OPTIONS.items():
        value = values[_parameter(name)]
        if option.default == ():
            value = ",".join(value) or None
        if value is not None:
            flags[name] = value
    return flags


ABOUT = """Data apps in plain Python, in which threads are officially supported.

\b
treadle init          makes a first app here
treadle run           serves it, and opens it in a browser
treadle lint app.py   says what an app for Streamlit uses that is not supported

`treadle COMMAND --help` says more of a command.
"""


class Commands(click.Group):
    """Commands, listed in the order of their definitions: first what a beginner needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names."""
        return list(self.commands)


@click.group(cls=Commands, help=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="treadle", message="%(prog)s %(version)s")
def main() -> None:
    """Run a command."""


@main.command(short_help="Make a first app.")
@click.argument("script", default="app.py")
def init(script: str) -> None:
    """Make a first app in the file SCRIPT (app.py), with a test and a file for its options.

    A file that is there already is never changed.
    """
    path = Path(script)
    if path.suffix != ".py":
        path = path / "app.py"
    made = {path.parent / name: text for name, text in first.files(path.name).items()}
    if existing := [str(each) for each in made if each.exists()]:
        raise click.ClickException(f"{existing[0]} is there already. Nothing was changed.")
    try:
        for each, text in made.items():
            each.parent.mkdir(parents=True, exist_ok=True)
            each.write_text(text, encoding="utf-8")
            click.echo(f"made {each}")
    except OSError as error:
        raise click.ClickException(f"The app cannot be written: {error}.") from None
    click.echo(f"\nRun it:  treadle run {path}")


@main.command(cls=OptionsCommand, short_help="Run an app: treadle run app.py.")
@click.argument("script", default=".")
@click.argument("arguments", nargs=-1)
def run(script: str, arguments: tuple[str, ...], **options: Any) -> None:
    """Run the app SCRIPT: a file, the address of a file, or a folder.

    In a folder, the app is streamlit_app.py, app.py, main.py, or the only Python file. Without SCRIPT, it is
    in the working directory. ARGUMENTS become its sys.argv. Put `--` before them if some look like options.
    """
    with tempfile.TemporaryDirectory(prefix="treadle-") as folder:
        path = check_script(script, Path(folder))
        serve(path, _flags(options), arguments)


@main.command(short_help="Say what an app uses that is not supported.")
@click.argument("paths", nargs=-1, required=True)
def lint(paths: tuple[str, ...]) -> None:
    """Say what the apps PATHS use that Treadle does not support, and what they no longer need.

    PATHS are files and folders. Nothing is executed. The status is 1 if something is not supported.
    """
    public = {name: getattr(treadle, name) for name in treadle.__all__}
    unsupported = needless = 0
    for file in _sources(paths):
        try:
            findings = find_in(file.read_text(encoding="utf-8-sig"), public)
        except SyntaxError as error:
            raise click.ClickException(f"{file}:{error.lineno}: this is no Python: {error.msg}.") from None
        except (OSError, ValueError) as error:
            raise click.ClickException(f"{file} cannot be read: {error}.") from None
        for found in findings:
            unsupported += found.unsupported
            needless += not found.unsupported
            kind = "not supported" if found.unsupported else "not needed"
            click.echo(f"{file}:{found.line}:{found.column}: {kind}: {found.text}")
    click.echo(f"{unsupported} not supported, {needless} not needed.", err=True)
    if unsupported:
        raise click.exceptions.Exit(1)


def _sources(paths: Sequence[str]) -> Iterator[Path]:
    """Yield the Python files that are meant: a folder means all below it."""
    for each in paths:
        path = Path(each)
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*.py")
                if not any(part.startswith(".") or part == "node_modules" for part in file.parts[:-1])
            )
        elif path.exists():
            yield path
        else:
            raise click.UsageError(f"{each} does not exist ({_where_looked()}).")


@main.command(cls=OptionsCommand)
@click.argument("arguments", nargs=-1)
def hello(arguments: tuple[str, ...], **options: Any) -> None:
    """Run the demo."""
    serve(HELLO, _flags(options), arguments)


@main.command(short_help="List what executes in your servers.")
@click.option("--port", type=int, metavar="N", help="Only of the server on this port.")
@click.option("--pid", type=int, metavar="N", help="Only of the server with this process id.")
@click.option("--stacks", is_flag=True, help="With the stack of each thread.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object for each server, with all stacks.")
def threads(port: int | None, pid: int | None, stacks: bool, as_json: bool) -> None:
    """List what is executing in your servers on this machine: threads with session, age and place."""
    try:
        running = find()
    except OSError as error:
        raise click.ClickException(f"The list of servers cannot be read: {error}") from None
    chosen = [each for each in running if port in (None, each.port) and pid in (None, each.pid)]
    if not chosen:
        raise click.ClickException(_none(running))
    unanswered = 0
    for server in chosen:
        title = f"{server.script}, {server.url}, process {server.pid}"
        try:
            report = ask(server, stacks=stacks or as_json)
        except NoAnswer as error:
            unanswered += 1
            click.echo(f"{title}: no answer, {error}.", err=True)
            continue
        if as_json:
            where = {"pid": server.pid, "port": server.port, "script": server.script}
            click.echo(msgspec.json.encode({**where, **msgspec.to_builtins(report)}))
        else:
            click.echo("\n".join([title, "", *listing(report, stacks=stacks), ""]))
    if unanswered == len(chosen):
        raise click.exceptions.Exit(1)


def _none(running: list[Registration]) -> str:
    if not running:
        return "You run no server on this machine. `treadle run app.py` starts one."
    known = ", ".join(f"port {each.port} (process {each.pid})" for each in running)
    return f"You run no such server. There are: {known}."


@main.command()
def version() -> None:
    """Show the version."""
    click.echo(f"treadle {__version__} (Python {platform.python_version()})")


@main.group()
def config() -> None:
    """Look at the options."""


@config.command(cls=OptionsCommand, short_help="Show all options, and where their values come from.")
@click.argument("script", required=False)
def show(script: str | None, **options: Any) -> None:
    """Show all options as a config.toml: what they are for, their values, and where these come from.

    With SCRIPT, and with options, as `treadle run` would have them.
    """
    with _logging():
        click.echo(describe(_load(check_script(script) if script else None, _flags(options))))


def check_script(script: str, downloads: Path | None = None) -> Path:
    """Return the path of a script that can be run.

    Args:
        script: a file, a folder with an app, or an address.
        downloads: the folder for a script at an address; None: there must be a file.

    Raises:
        click.UsageError: it cannot, and why.
    """
    path = Path(script)
    try:
        if scripts.is_address(script):
            if downloads is None:
                raise click.UsageError(f"{script} is an address, and this needs a file.")
            path = scripts.download(script, downloads)
        elif path.is_dir():
            path = scripts.app_in(path)
    except scripts.NoScript as error:
        raise click.UsageError(str(error)) from None
    if not path.exists():
        raise click.UsageError(f"{script} does not exist ({_where_looked()}).")
    if path.suffix != ".py":
        raise click.UsageError(f"{script} is not a Python file: its name does not end in .py.")
    try:
        source = path.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{script} cannot be read: {error.strerror}.") from None
    try:
        source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise click.UsageError(f"{script} is not UTF-8 (line {line}). Save it in that encoding.") from None
    return path


def _where_looked() -> str:
    try:
        return f"looked in {Path.cwd()}"
    except FileNotFoundError:
        return "the working directory was deleted: change to one that exists"


def describe(config: Config) -> str:
    """Return all options as the text of a config.toml; what has its default is commented out."""
    lines: list[str] = []
    section = ""
    for name, option in OPTIONS.items():
        source = config.source(name)
        place, _, field = name.rpartition(".")
        if place.count(".") and source == "default":
            continue
        if place != section:
            section = place
            lines += ["", f"[{section}]"]
        value = config.get(name)
        shown = f"{field} = {_toml(value)}" if value is not None else f"{field} ="
        lines.append(f"# {option.help}")
        lines.append(f"# {shown}" if source == "default" else f"{shown}  # from {source}")
    return "\n".join(lines).strip()


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_toml(name)} = {_toml(item)}' for name, item in value.items())}}}"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def _load(script: Path | None, flags: dict[str, Any]) -> Config:
    try:
        return Config.load(script, flags=flags)
    except ConfigError as error:
        raise click.UsageError(str(error)) from None


# Serving ----------------------------------------------------------------------------------------------------


def serve(script: Path, flags: dict[str, Any], argv: Sequence[str]) -> None:
    """Serve an app until the process is asked to end.

    Return when all of the app's threads have ended, or exit.

    Raises:
        click.ClickException: the port cannot be used.
        click.UsageError: an option is not valid.
    """
    with _logging() as logger:
        config = _load(script, flags)
        logger.setLevel(config.logger.level.upper())
        # Matplotlib would else look for a display, and its windows work in the main thread alone.
        os.environ.setdefault("MPLBACKEND", "agg")
        # Before anything else starts, so that a Ctrl-C finds it whenever it comes.
        asked = signals.Asked()
        with signals.taken_over(asked, within=config.runner.stopGrace + LIMIT + KILLED_AFTER):
            before = set(threading.enumerate())
            name = application_in(script.read_text(encoding="utf-8-sig"))
            with contextlib.ExitStack() as stack:
                serving = (
                    of_script(script, config, argv)
                    if name is None
                    else stack.enter_context(of_application(name, script, config, flags, argv))
                )
                _serve(serving, script, config, asked, before)


def _serve(
    serving: Serving, script: Path, config: Config, asked: signals.Asked, before: set[threading.Thread]
) -> None:
    server = serving.server
    try:
        port = server.start()
    except ConfigError as error:
        raise click.UsageError(str(error)) from None
    except APIError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(str(error.strerror or error)) from None
    # What is loaded now stays: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    url = server.url
    if config.browser.serverPort is not None:  # of a proxy in front
        before_port, _, path = url.rpartition(f":{port}")
        url = f"{before_port}:{config.browser.serverPort}{path}"
    with serving.findable(port):
        if config.client.toolbarMode == "auto" and serving.developer is not None:
            url = serving.developer.address(url)
        click.echo(banner(script, config, url, port))
        if not _headless(config):
            threading.Thread(target=webbrowser.open, args=(url,), name="treadle-open", daemon=True).start()
        asked.wait()
    threading.Thread(
        target=_end_after, args=(config.runner.stopGrace + LIMIT,), name="treadle-end", daemon=True
    ).start()
    _quietly(lambda: click.echo("\nStopping."))
    server.stop()
    serving.stop()
    deadline = time.monotonic() + GRACE
    left = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in left:
        thread.join(max(0.0, deadline - time.monotonic()))
    end_children(GRACE)
    if any(thread.is_alive() for thread in left):
        exit_now()


def banner(script: Path, config: Config, url: str, port: int) -> str:
    """Return the text that the terminal shows when the server is ready: its addresses."""
    lines = [f"Treadle {__version__} runs {readable(Path(script.name))}", "", f"  Local    {url}"]
    if config.server.address in (None, "", "*", "0.0.0.0", "::") and (address := _own_address()):
        scheme, _, rest = url.partition("://")
        path = rest.partition("/")[2].partition("?")[0]
        lines.append(f"  Network  {scheme}://{address}:{port}/{path}".rstrip("/"))
    if "?" in url:
        lines += [
            "",
            "  The local address has a token that makes a browser the developer's: keep it to yourself.",
        ]
    return "\n".join(["", *lines, "", "Press Ctrl-C to stop it."])


def _own_address() -> str | None:
    """Return the address by which other machines know this one, if there is one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only asks for the route.
            probe.connect(("10.255.255.255", 1))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") or address == "0.0.0.0" else address


def _headless(config: Config) -> bool:
    if config.server.headless is not None:
        return config.server.headless
    if os.environ.get("CI"):
        return True
    display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform.startswith("linux") and not display


def _end_after(seconds: float) -> None:
    """End the process, which was asked to end. A blocked thread may also hold the locks of the streams."""
    time.sleep(seconds)
    end_children(GRACE)
    flush = threading.Thread(target=_flush, name="treadle-flush", daemon=True)
    with contextlib.suppress(RuntimeError):  # the interpreter, which is about to end, gives no more threads
        flush.start()
        flush.join(GRACE)
    os._exit(0)


def _flush() -> None:
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        _quietly(stream.flush)


def exit_now() -> NoReturn:
    """End the process although threads of the app are running: a long call cannot be interrupted.

    This does everything that a normal end does, except for waiting: it calls functions of `atexit` and
    flushes buffers.
    """
    # Private, and the only way: the public end of the interpreter waits for the threads first.
    atexit._run_exitfuncs()
    _flush()
    os._exit(0)


def _quietly(action: Callable[[], object]) -> None:
    """Do something with a standard stream that the app may have closed."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        action()


@contextlib.contextmanager
def _logging() -> Iterator[logging.Logger]:
    """Configure Treadle's log, and leave the app's logs as they are."""
    logger = logging.getLogger("treadle")
    handler = logging.StreamHandler(_error_stream())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before
        if handler.stream is not sys.stderr:
            handler.stream.close()


def _error_stream() -> TextIO:
    """Return a copy of the standard error stream, which stays open if the app closes its own."""
    try:
        return os.fdopen(
            os.dup(sys.stderr.fileno()), "w", buffering=1, encoding="utf-8", errors="backslashreplace"
        )
    except (AttributeError, OSError, ValueError):  # none, as in a program without a console, or not a file
        return sys.stderr
