"""The useful number of processes."""

import math
import os
from pathlib import Path


def cores(cgroups: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")) -> int:
    """Return the number of processors for this process: the least of machine, affinity and container.

    Args:
        cgroups: the folder in which the kernel shows the limits of containers.
        own: the file in which it shows the groups of this process.
    """
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    quota = min((_quota(folder) for folder in _folders(cgroups, own)), default=math.inf)
    return max(1, count if quota >= count else round(quota + 0.3))  # 1.8 processors are worth two processes


def _folders(cgroups: Path, own: Path) -> list[Path]:
    """Return the folders of the limits: the process's own group and the groups around it."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        return []
    folders = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":  # version 2
            root = cgroups
        elif "cpu" in controllers.split(","):
            root = cgroups / "cpu"
        else:
            continue
        group = root / path.lstrip("/")
        folders += [folder for folder in (group, *group.parents) if folder.is_relative_to(root)]
    return folders


def _quota(folder: Path) -> float:
    """Return the number of processors that a group may use."""
    try:
        quota, period = (folder / "cpu.max").read_text().split()
        return math.inf if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        pass
    try:
        quota = (folder / "cpu.cfs_quota_us").read_text()
        period = (folder / "cpu.cfs_period_us").read_text()
        return math.inf if int(quota) <= 0 else int(quota) / int(period)
    except (OSError, ValueError):
        return math.inf
