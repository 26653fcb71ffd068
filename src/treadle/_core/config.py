"""Options: their declarations, the sources of their values, and the immutable result.

Each option is a field of one of the structs below, with its type, default, limits and help. Command line,
environment, files, `treadle config show` and typed access (`config.server.port`) are derived from them.

The first of these sources that has a value decides:

1. flags (`--server.port 80`)
2. environment (`TREADLE_SERVER_PORT`, then `STREAMLIT_SERVER_PORT`)
3. `.treadle/config.toml` beside the script, then in the working directory, then in the home directory
4. `.streamlit/config.toml` in the same three places
5. the default
"""

import logging
import os
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from treadle.errors import ConfigError

from .config_files import content, folders_of, working_directory
from .naming import close
from .option import Option, Port, Tiles
from .theme import Theme
from .theme_files import is_file, theme_in

log = logging.getLogger("treadle.config")


class Server(msgspec.Struct, frozen=True):
    """How apps are served."""

    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port to listen on; 0 lets the system choose one.")
    ] = 8501
    address: Annotated[
        str | None, Meta(description="Name or address to listen on. Not set: all interfaces.")
    ] = None
    headless: Annotated[
        bool | None,
        Meta(description="Do not open a browser. Not set: open one if this machine has a display."),
    ] = None
    baseUrlPath: Annotated[str, Meta(description="Path below which the app is served: `reports/sales`.")] = ""
    runOnSave: Annotated[
        bool, Meta(description="Rerun automatically when a source file of the app is saved.")
    ] = False
    fileWatcherType: Annotated[
        Literal["auto", "watchdog", "poll", "none"],
        Meta(description="How saved files are detected: by system events (`auto`), `poll`, or not (`none`)."),
    ] = "auto"
    folderWatchList: Annotated[tuple[str, ...], Meta(description="More folders to watch.")] = ()
    folderWatchBlacklist: Annotated[tuple[str, ...], Meta(description="Folders not to watch.")] = ()
    maxMessageSize: Annotated[
        int,
        Meta(
            gt=0,
            description="Largest message that a browser can send, in megabytes. Values above 10 count as 10.",
        ),
    ] = 200
    maxUploadSize: Annotated[
        int,
        Meta(
            gt=0,
            description="Largest file that a user can upload, in megabytes, unless a widget has its own "
            "limit.",
        ),
    ] = 200
    maxUploadSizePerSession: Annotated[
        int,
        Meta(
            gt=0, description="Size of all uploaded files that a session has at the same time, in megabytes."
        ),
    ] = 10_000
    maxUploadSizeTotal: Annotated[
        int,
        Meta(gt=0, description="Size of all uploaded files that an app has at the same time, in megabytes."),
    ] = 100_000
    enableCORS: Annotated[
        bool,
        Meta(description="Refuse connections and frames from other origins. False: allow every origin."),
    ] = True
    corsAllowedOrigins: Annotated[
        tuple[str, ...],
        Meta(
            description="Other origins that can connect, and show the app in a frame: `https://example.com`."
        ),
    ] = ()
    imageSources: Annotated[
        tuple[str, ...],
        Meta(
            description="Origins from which the page can load images, besides the app itself: "
            "`https://example.com`, `.example.com`; `*`: all. The host of an image sees the addresses of "
            "visitors. Empty: only images of the app."
        ),
    ] = ("*",)
    mapTiles: Annotated[
        Tiles | None,
        Meta(
            description="Where the tiles of maps come from: an address with `{z}`, `{x}` and `{y}`, such as "
            "`https://tile.example.com/{z}/{x}/{y}.png`, or a path of this server. `{scheme}` becomes "
            "`light` or `dark`. The source sees the addresses of visitors. Not set: maps have the outlines "
            "of the countries, and nothing comes from another server."
        ),
    ] = None
    mapAttribution: Annotated[
        str | None, Meta(description="The text in the corner of maps that names the source of the tiles.")
    ] = None
    componentSources: Annotated[
        tuple[str, ...],
        Meta(
            description="What custom components of version 2 may load besides the app's own files. They run "
            "in the page itself. Origins of scripts, styles, fonts and data: `https://esm.sh`, "
            "`.example.com`; and `unsafe-eval`, `wasm-unsafe-eval` or `unsafe-inline` for scripts."
        ),
    ] = ()
    maxConnections: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum number of connections. Not set: the limit of the system."),
    ] = 4096
    maxConnectionsPerAddress: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum connections from one address, except trusted proxies. Not set: no limit."),
    ] = 512
    maxUnfinishedSize: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Largest total of incomplete messages, in megabytes. Not set: no limit."),
    ] = 512
    maxUnfinishedSizePerAddress: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="The same for the messages from one address. Not set: no limit."),
    ] = 128
    maxSessions: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum number of sessions, also disconnected ones. Not set: no limit."),
    ] = 4096
    maxSessionsPerAddress: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum number of sessions from one address. Not set: no limit."),
    ] = 512
    sslCertFile: Annotated[
        str | None,
        Meta(
            description="PEM file with the server's certificate, and with those that sign it. With "
            "`server.sslKeyFile`, the app is served by HTTPS."
        ),
    ] = None
    sslKeyFile: Annotated[
        str | None, Meta(description="PEM file with the private key of `server.sslCertFile`.")
    ] = None
    trustedProxies: Annotated[
        tuple[str, ...],
        Meta(
            description="Addresses or networks of proxies whose X-Forwarded-For, -Host and -Proto are "
            "trusted: `10.0.0.0/8`; `*`: all."
        ),
    ] = ()
    trustedUserHeaders: Annotated[
        dict[str, str] | None,
        Meta(
            description="Headers in which a trusted proxy names the person, and their names in `st.user`: "
            '`{"X-Forwarded-Email" = "email"}`. They count only from `server.trustedProxies`.'
        ),
    ] = None
    allowedHosts: Annotated[
        tuple[str, ...],
        Meta(description="Host names of this server for browsers. Empty: all, except on localhost."),
    ] = ()
    enableWebsocketCompression: Annotated[
        bool, Meta(description="Compress messages to browsers: less traffic, more CPU time.")
    ] = False
    disconnectedSessionTTL: Annotated[
        float,
        Meta(ge=0, description="How long a disconnected session waits for its browser, in seconds."),
    ] = 120


class Runner(msgspec.Struct, frozen=True):
    """How pages are executed."""

    magicEnabled: Annotated[
        bool, Meta(description="Show the values of expressions that are alone on a line (magic).")
    ] = True
    interrupt: Annotated[
        Literal["code", "commands"],
        Meta(
            description="Where a stopped run stops: at its next command or line of the app's code (`code`), "
            "or only at commands (`commands`)."
        ),
    ] = "code"
    maxRuns: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum number of runs at once. Other runs wait. Not set: no limit."),
    ] = 128
    maxBlocked: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(
            description="Maximum number of blocked threads in the app: told to stop, but still "
            "running. At this number, a new run waits for one, and its page says so. Not set: no limit."
        ),
    ] = 256
    maxBlockedPerSession: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="The same for one session, so that it cannot use up the limit of the app."),
    ] = 32
    stopGrace: Annotated[
        float,
        Meta(
            ge=0,
            le=60,
            description="How long threads have to stop at the end of their session or of the server, in "
            "seconds.",
        ),
    ] = 1.0
    cacheBackgroundRefreshTTLMultiplier: Annotated[
        float,
        Meta(
            ge=1,
            description='Maximum age of a cached result with `refresh_mode="background"`, as a multiple of '
            "its `ttl`.",
        ),
    ] = 2.0
    connectionDefaultTTL: Annotated[
        float | None,
        Meta(description="How long `st.connection` keeps a connection, in seconds. Not set: no limit."),
    ] = None


class Tasks(msgspec.Struct, frozen=True):
    """The limits for work beside the pages."""

    threads: Annotated[
        int, Meta(gt=0, description="Maximum number of tasks in threads at once in the whole app.")
    ] = 64
    threadsPerSession: Annotated[
        int, Meta(gt=0, description="Maximum number of tasks in threads at once in one session.")
    ] = 32
    coroutines: Annotated[
        int, Meta(gt=0, description="Maximum number of tasks in coroutines at once in the whole app.")
    ] = 1000
    processes: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum number of worker processes in the whole app. Not set: one for each CPU."),
    ] = None
    processMemory: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="Maximum memory of a worker process, in megabytes. Not set: no limit."),
    ] = None
    cluster: Annotated[
        str | None,
        Meta(
            description='Address of the Dask scheduler for `executor="dask"`, as `tcp://host:8786`. Not set: '
            "the `scheduler-address` of Dask's configuration, or else a local cluster with "
            "`tasks.processes` workers."
        ),
    ] = None
    clusterTasks: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(
            description="Maximum number of tasks on the Dask cluster at once in the whole app. Not set: one "
            "for each thread of its workers."
        ),
    ] = None


class Client(msgspec.Struct, frozen=True):
    """What a browser shows."""

    showErrorDetails: Annotated[
        Literal["full", "stacktrace", "type", "none"],
        Meta(description="How much of an exception users see. The log always contains all of it."),
    ] = "full"
    toolbarMode: Annotated[
        Literal["auto", "developer", "viewer", "minimal"],
        Meta(
            description="Whether the page offers what its developer needs: always, never (`viewer`, "
            "`minimal`), or for the "
            "person who opens the address that `treadle run` prints (`auto`). With `minimal`, the menu has "
            "only the app's own items."
        ),
    ] = "auto"
    showSidebarNavigation: Annotated[
        bool, Meta(description='Whether the sidebar has the menu of pages. False: as `position="hidden"`.')
    ] = True


class Browser(msgspec.Struct, frozen=True):
    """The server's address for browsers, if it differs from the server's own."""

    serverAddress: Annotated[
        str | None, Meta(description="Host name or address in the URLs that browsers open.")
    ] = None
    serverPort: Annotated[
        Port | None,
        Meta(description="Port in the URLs that browsers open. Not set: `server.port`."),
    ] = None


class Secrets(msgspec.Struct, frozen=True):
    """The places of secrets."""

    files: Annotated[
        tuple[str, ...],
        Meta(
            description="Files with secrets, or folders with one file for each secret. Later ones override "
            "earlier ones. Not set: `.streamlit/secrets.toml` and `.treadle/secrets.toml`, in the home "
            "directory and beside the script."
        ),
    ] = ()


class Logger(msgspec.Struct, frozen=True):
    """What is logged."""

    level: Annotated[
        Literal["critical", "error", "warning", "info", "debug"],
        Meta(description="Lowest level that is logged."),
    ] = "info"


class Options(msgspec.Struct, frozen=True):
    """All options, by section."""

    server: Server = Server()
    runner: Runner = Runner()
    tasks: Tasks = Tasks()
    client: Client = Client()
    browser: Browser = Browser()
    secrets: Secrets = Secrets()
    logger: Logger = Logger()
    theme: Theme = Theme()


def _declared(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[Option]:
    for field in msgspec.structs.fields(struct):
        name = f"{prefix}{field.name}"
        type_, help_ = field.type, ""
        if isinstance(type_, type) and issubclass(type_, msgspec.Struct):
            yield from _declared(type_, f"{name}.")
            continue
        if typing.get_origin(type_) is Annotated:
            help_ = next((meta.description for meta in type_.__metadata__ if meta.description), "")
        yield Option(name=name, type=type_, default=field.default, help=help_)


OPTIONS: Mapping[str, Option] = types.MappingProxyType({option.name: option for option in _declared(Options)})
"""Every option by its name."""

# Options of Streamlit 1.67 that Treadle does not have. The message says so, so that nobody looks for a typing
# mistake.
_STREAMLIT_ONLY = frozenset(
    [
        "global.disableWidgetStateDuplicationWarning",
        "global.showWarningOnDirectExecution",
        "logger.messageFormat",
        "client.disableDataExport",
        "client.showErrorLinks",
        "runner.fastReruns",
        "runner.enforceSerializableSessionState",
        "runner.enumCoercion",
        "runner.parallelMaxWorkers",
        "runner.cacheHashSeed",
        "runner.postScriptGC",
        "server.enableExpensiveMemoryStats",
        "server.maxCacheDataSize",
        "server.cookieSecret",
        "server.showEmailPrompt",
        "server.enableXsrfProtection",
        "server.xsrfCookieSameSite",
        "server.websocketPingInterval",
        "server.enableStaticServing",
        "server.enableAgentApi",
        "server.agentWaitTimeout",
        "server.agentSessionTTL",
        "server.agentMaxSessions",
        "server.agentPreviewRows",
        "browser.gatherUsageStats",
    ]
)
_NEEDLESS: Mapping[str, bool] = types.MappingProxyType(
    {
        "browser.gatherUsageStats": False,  # Treadle collects nothing
        "server.showEmailPrompt": False,  # Treadle never asks
        "runner.fastReruns": True,  # this is how Treadle always works
        "server.enableXsrfProtection": True,  # origins are always checked
    }
)
"""Options of Streamlit whose values always hold in Treadle. Setting them to these has no effect."""


def unknown(name: str) -> str:
    """Return the message for an unknown name: a sentence that starts with it."""
    if name in _STREAMLIT_ONLY:
        return f"{name} is an option of Streamlit's that Treadle does not have (yet)."
    found = close(name, OPTIONS, 3)
    return f"{name} is not an option." + (f" Did you mean {' or '.join(found)}?" if found else "")


class Config(Options, frozen=True):
    """The values of the options and their sources.

    Immutable: a running app keeps the one with which it was started.

    Example:
        >>> config = Config.of({"server.port": 80})
        >>> config.server.port, config.get("server.port"), config.source("server.port")
        (80, 80, 'code')
        >>> config.source("server.address")
        'default'
    """

    sources: Mapping[str, str] = types.MappingProxyType({})
    """The source of each option that was set."""

    def get(self, name: str) -> Any:
        """Return an option's value by its name: `server.port`.

        Raises:
            ConfigError: there is no such option.
        """
        if name not in OPTIONS:
            raise ConfigError(unknown(name))
        value: Any = self
        for part in name.split("."):
            value = getattr(value, part)
        return value

    def source(self, name: str) -> str:
        """Return the source of an option's value: a flag, an environment variable, a file, or `default`.

        Raises:
            ConfigError: there is no such option.
        """
        if name not in OPTIONS:
            raise ConfigError(unknown(name))
        return self.sources.get(name, "default")

    @classmethod
    def of(cls, values: Mapping[str, Any], source: str = "code") -> "Config":
        """Return the defaults with some options' values changed.

        Raises:
            ConfigError: there is no such option, it cannot have this value, or the theme file that
                `theme.base` names cannot be read.
        """
        return _build([(name, value, source) for name, value in values.items()])

    @classmethod
    def load(
        cls,
        script: Path | None = None,
        *,
        flags: Mapping[str, Any] | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        home: Path | None = None,
    ) -> "Config":
        """Return the options for a script, from all sources. Logs a warning for unknown options.

        Args:
            script: the app. Its folder may contain a file with options.
            flags: values from the command line, by option.
            env: the environment; by default this process's.
            cwd: the working directory; by default this process's.
            home: the home directory; by default this user's.

        Raises:
            ConfigError: an option in the flags does not exist, a value is not valid, a file cannot be
                read, or the working directory was deleted.
        """
        env = os.environ if env is None else env
        folders = folders_of(script, cwd, home)
        values: list[tuple[str, Any, str]] = []
        for folder_name in (".streamlit", ".treadle"):
            for folder in reversed(folders):
                values += _from_file(folder / folder_name / "config.toml")
        values += _from_env(env)
        values += [(name, value, f"--{name}") for name, value in (flags or {}).items()]
        return _build(values, cwd)


def _with_theme_file(
    values: Sequence[tuple[str, Any, str]], cwd: Path | None
) -> Sequence[tuple[str, Any, str]]:
    """Return the values, and before them those of the theme file that `theme.base` names, if it names one."""
    base, source = next(
        ((value, source) for name, value, source in reversed(values) if name == "theme.base"), (None, "")
    )
    values = [each for each in values if each[0] != "theme.base" or not is_file(each[1])]
    if base is None or not is_file(base):
        return values
    folders = [cwd or working_directory()]
    if Path(source).name == "config.toml":
        folders.append(Path(source).parent.parent)
    where = f"the theme file {base}"
    inherited: list[tuple[str, Any, str]] = []
    for name, value in _flatten({"theme": theme_in(base.strip(), folders)}):
        if name in OPTIONS:
            inherited.append((name, value, where))
        else:
            log.warning("%s: %s It has no effect.", where.capitalize(), unknown(name))
    return [*inherited, *(each for each in values if each[0] != "theme.base")]


def _from_file(path: Path) -> Iterator[tuple[str, Any, str]]:
    for name, value in _flatten(content(path)):
        if name in OPTIONS:
            yield name, value, str(path)
        elif name not in _NEEDLESS or value is not _NEEDLESS[name]:
            log.warning("%s: %s It has no effect.", path, unknown(name))


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and f"{prefix}{key}" not in OPTIONS:
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _from_env(env: Mapping[str, str]) -> Iterator[tuple[str, Any, str]]:
    known = {}
    for option in OPTIONS.values():
        for prefix in ("STREAMLIT_", "TREADLE_"):  # the later one wins
            variable = prefix + option.env
            known[variable] = option.name
            if variable in env:
                yield option.name, env[variable], variable
    sections = tuple(f"TREADLE_{section.upper()}_" for section in Options.__struct_fields__)
    for variable in env:
        if variable.startswith(sections) and variable not in known:
            found = close(variable, known)
            hint = f" Did you mean {found[0]}?" if found else ""
            log.warning("The environment variable %s names no option.%s It has no effect.", variable, hint)


def _build(values: Sequence[tuple[str, Any, str]], cwd: Path | None = None) -> Config:
    """Return the options with values from sources in increasing priority."""
    tree: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for name, value, source in _with_theme_file(values, cwd):
        option = OPTIONS.get(name)
        if option is None:
            raise ConfigError(f"{source}: {unknown(name)}" if source == "code" else unknown(name))
        try:
            parsed = option.parse(value)
        except ValueError as error:
            where = name if source in (f"--{name}", "code") else f"{name} (from {source})"
            raise ConfigError(f"{where} {error}.") from None
        *sections, field = name.split(".")
        place = tree
        for section in sections:
            place = place.setdefault(section, {})
        place[field] = parsed
        sources[name] = source
    options = msgspec.convert(tree, Options)
    return Config(
        **{field: getattr(options, field) for field in Options.__struct_fields__},
        sources=types.MappingProxyType(sources),
    )
