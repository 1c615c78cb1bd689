"""What kind of folder a file lies in: on a disk of this machine, on a network, or one that a program synchronises."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Final

MOUNTS: Final = Path("/proc/mounts")
_NETWORK: Final = {
    "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "davfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs",
    "nfs4", "orangefs", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs", "drvfs",
}  # fmt: skip
_LOCAL_FUSE: Final = {"fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.gocryptfs", "fuse.encfs", "fuse.veracrypt"}
# A folder's name as the program that synchronises it gives it, often followed by the name of an account.
_SYNCHRONISED: Final = (
    ("Dropbox", r"dropbox\b"),
    ("OneDrive", r"onedrive\b"),
    ("iCloud Drive", r"(icloud ?drive|mobile documents|com~apple~clouddocs)\b"),
    ("Google Drive", r"(google ?drive|my drive$|googledrive-)"),
    ("Nextcloud", r"(nextcloud|owncloud)\b"),
    ("pCloud", r"pcloud ?drive\b"),
    ("MEGA", r"mega(sync)?$"),
    ("Box", r"box( sync)?$"),
    ("a cloud provider", r"cloudstorage$"),
)
_MARKERS: Final = ((".stfolder", "Syncthing"), (".dropbox", "Dropbox"), (".sync", "Resilio Sync"))
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def synchronised_by(path: Path) -> str:
    """The program that synchronises the folder of a file, as its path tells; empty if none is known to."""
    for folder in path.parents:
        for program, pattern in _SYNCHRONISED:
            if re.match(pattern, folder.name, re.IGNORECASE):
                return program
        for marker, program in _MARKERS:
            if folder.name and folder != Path.home() and (folder / marker).is_dir():
                return program
    return ""


def network_type(path: Path, mounts: str | None = None) -> str:
    """The type of the network file system that holds a path (`nfs4`, `cifs`, `fuse.sshfs`); empty for a local one.

    `mounts` is a text such as /proc/mounts holds; where there is none, nothing is known.
    """
    if mounts is None:
        try:
            mounts = MOUNTS.read_text("utf-8", "replace")
        except OSError:
            return "network" if sys.platform == "win32" and str(path).startswith("\\\\") else ""
    kind = _kind(path, (line.split() for line in mounts.splitlines()))
    networked = kind in _NETWORK or (kind.startswith("fuse.") and kind not in _LOCAL_FUSE)
    return kind if networked else ""


def _kind(path: PurePath, lines: Iterable[list[str]]) -> str:
    """The type of the innermost mount above a path; of two at one place the later."""
    found, depth = "", -1
    for fields in lines:
        if len(fields) < 3:
            continue
        place = PurePath(_OCTAL.sub(lambda match: chr(int(match[1], 8)), fields[1]))
        if (path == place or place in path.parents) and len(place.parts) >= depth:
            found, depth = fields[2], len(place.parts)
    return found
