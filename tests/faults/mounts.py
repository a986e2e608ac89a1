"""Small disks of our own, seen by this process and its children alone, where the system lets us (root on Linux)."""

import ctypes
import subprocess
from pathlib import Path

CLONE_NEWNS = 0x00020000


def keep_mounts_private() -> bool:
    """Leave the machine's mounts behind, so that ours vanish with this process; returns whether we may mount at all."""
    try:
        if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNS) != 0:
            return False
    except (OSError, AttributeError):
        return False
    return _mount("--make-rprivate", "/")


def mount_disk(folder: Path, megabytes: int) -> bool:
    """Mount a disk in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    return _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder))


def resize_disk(folder: Path, kilobytes: int) -> None:
    """Give a mounted disk another size; it may not be smaller than what lies there."""
    assert _mount("-o", f"remount,size={kilobytes}k", str(folder))


def set_read_only(folder: Path, is_read_only: bool) -> None:
    """Make a mounted disk read-only, or writable again."""
    assert _mount("-o", f"remount,{'ro' if is_read_only else 'rw'}", str(folder))


def unmount(folder: Path) -> None:
    """Take a disk away."""
    subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)


def _mount(*arguments: str) -> bool:
    try:
        return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0
    except OSError:
        return False
