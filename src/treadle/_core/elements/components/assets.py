"""The files of packages' components: which package has them, and which text is a path and not a script."""

import importlib.metadata
import importlib.util
import re
import tomllib
from importlib.metadata import Distribution
from pathlib import Path, PureWindowsPath
from typing import Any

from treadle.errors import APIError, ComponentRegistryError

_GLOB = re.compile(r"[*?\[\]]")
_CODE = re.compile(r"[\n\r{}();=<]")
"""Characters that scripts and style sheets have, and paths of files hardly ever."""


def is_path(text: str) -> bool:
    """Return whether a text is the path of a file, and not a script or a style sheet itself.

    Examples:
        >>> [is_path(text) for text in ("index-*.js", "build/main.css", "main.mjs", "* { color: red }")]
        [True, True, True, False]
    """
    text = text.strip()
    if _CODE.search(text):
        return False
    return (
        bool(_GLOB.search(text))
        or any(mark in text for mark in "/\\")
        or text.lower().endswith((".js", ".css", ".mjs", ".cjs"))
    )


def asset_folder(name: str) -> Path | None:
    """Return the folder that the manifest of a package declares for a component, None if there is none.

    Args:
        name: the component's name: `project.component`.

    Raises:
        ComponentRegistryError: the manifest declares a folder that does not exist, or is outside of the
            package.
    """
    project, _, component = name.rpartition(".")
    try:
        found = importlib.metadata.distribution(project) if project else None
    except importlib.metadata.PackageNotFoundError:
        return None
    if found is None:
        return None
    package = _package_folder(project)
    for manifest in _manifests(found, package):
        folder = _declared(manifest, project, component)
        if folder is not None:
            return _inside(package or manifest.parent, folder, name)
    return None


def resolve(folder: Path | None, path: str, name: str) -> str:
    """Return the path of a file below a component's folder, as browsers ask for it.

    Args:
        folder: the folder from the package's manifest.
        path: a path, or a pattern that one file has.
        name: the component's name.

    Raises:
        APIError: there is no folder.
        ComponentRegistryError: no file or several files match, or the file is outside of the folder.
    """
    if folder is None:
        raise APIError(
            f"The component “{name}” names the file {path!r}. Only a component of an installed package can "
            "have files: its pyproject.toml declares their folder as `asset_dir`. Pass the text itself: "
            "`Path(…).read_text()`."
        )
    _refuse_unsafe(path, name)
    root = folder.resolve()
    if _GLOB.search(path):
        found = [each.resolve() for each in folder.glob(path)]
        found = [each for each in found if each.is_relative_to(root)]
        if len(found) != 1:
            which = "no file" if not found else f"{len(found)} files"
            raise ComponentRegistryError(
                f"The component “{name}” names the file {path!r}, and {folder} has {which} like that. "
                "Exactly one must match."
            )
        return found[0].relative_to(root).as_posix()
    file = (folder / path).resolve()
    if not file.is_relative_to(root):
        raise ComponentRegistryError(f"The component “{name}” names {path!r}, which is outside of {folder}.")
    if not file.is_file():
        raise ComponentRegistryError(f"The component “{name}” names {path!r}, and {folder} has no such file.")
    return file.relative_to(root).as_posix()


def _refuse_unsafe(path: str, name: str) -> None:
    windows = PureWindowsPath(path)
    if "\0" in path or windows.drive or windows.root or ".." in windows.parts:
        raise ComponentRegistryError(
            f"The component “{name}” names {path!r}. A path must be relative, and must not lead upwards."
        )


def _package_folder(project: str) -> Path | None:
    """Return the folder of a project's package, without importing it."""
    try:
        spec = importlib.util.find_spec(project.replace("-", "_"))
    except (ImportError, ValueError):
        return None
    return None if spec is None or spec.origin is None else Path(spec.origin).parent


def _manifests(found: Distribution, package: Path | None) -> list[Path]:
    """Return the files that may be the manifest of a project."""
    named = [file for file in found.files or () if file.name == "pyproject.toml"]
    files = [Path(str(found.locate_file(file))) for file in named]
    if package is not None:
        files += [package / "pyproject.toml", package.parent / "pyproject.toml"]
    return [file for file in files if file.is_file()]


def _declared(manifest: Path, project: str, component: str) -> str | None:
    """Return the folder that a manifest declares for a component."""
    try:
        content = tomllib.loads(manifest.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if _canonical(_at(content, "project", "name")) != _canonical(project):
        return None
    entries = _at(content, "tool", "streamlit", "component", "components")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("name") == component:
            folder = entry.get("asset_dir")
            return folder if isinstance(folder, str) else None
    return None


def _at(content: Any, *keys: str) -> Any:
    for key in keys:
        content = content.get(key) if isinstance(content, dict) else None
    return content


def _canonical(name: Any) -> str:
    return re.sub(r"[-_.]+", "-", str(name)).lower()


def _inside(package: Path, folder: str, name: str) -> Path:
    _refuse_unsafe(folder, name)
    root = (package / folder).resolve()
    if not root.is_relative_to(package.resolve()) or not root.is_dir():
        raise ComponentRegistryError(
            f"The component “{name}” declares the folder {folder!r}, and {package} has no such folder."
        )
    return root
