"""Folders that are synchronised or on a network are known by their path and by the kind of file system."""

from __future__ import annotations

from pathlib import Path

import pytest

from cop_tui.services.disks import network_type, synchronised_by

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/share nfs4 rw 0 0
/dev/sdb1 /mnt/share/local ext4 rw 0 0
//nas/x /mnt/with\\040blank cifs rw 0 0
host /mnt/ssh fuse.sshfs rw 0 0
/dev/sdc1 /mnt/usb fuseblk rw 0 0
C: /mnt/c 9p rw 0 0
tmpfs /mnt/over tmpfs rw 0 0
server:/b /mnt/over nfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/a.db", ""),
        ("/mnt/share/a.db", "nfs4"),
        ("/mnt/share/local/a.db", ""),
        ("/mnt/shared/a.db", ""),
        ("/mnt/with blank/deep/a.db", "cifs"),
        ("/mnt/ssh/a.db", "fuse.sshfs"),
        ("/mnt/usb/a.db", ""),
        ("/mnt/c/Users/a.db", "9p"),
        ("/mnt/over/a.db", "nfs"),
    ],
)
def test_network_file_systems(path: str, kind: str) -> None:
    assert network_type(Path(path), MOUNTS) == kind


def test_where_nothing_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("cop_tui.services.disks.MOUNTS", tmp_path / "missing")
    assert network_type(Path("/mnt/share/a.db")) == ""


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        ("Dropbox/work", "Dropbox"),
        ("Dropbox (Harrowmere)", "Dropbox"),
        ("OneDrive - Harrowmere Labs/x", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-a@example.org/My Drive", "Google Drive"),
        ("Library/CloudStorage/Other-a", "a cloud provider"),
        ("Google Drive", "Google Drive"),
        ("nextcloud/safe", "Nextcloud"),
        ("work/boxes", ""),
        ("megaphone", ""),
    ],
)
def test_synchronised_folders(tmp_path: Path, folder: str, program: str) -> None:
    assert synchronised_by(tmp_path / folder / "a.db") == program


def test_a_marker_tells(tmp_path: Path) -> None:
    (tmp_path / "a" / ".stfolder").mkdir(parents=True)
    assert synchronised_by(tmp_path / "a" / "b" / "a.db") == "Syncthing"
