"""Files sealed with a passphrase: what opens them, and what a stranger's may not make us do."""

from __future__ import annotations

import base64
import builtins
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from cop_tui.errors import InputError
from cop_tui.services import sealing
from cop_tui.services.sealing import check_new, is_sealed, look, read_passphrase, seal, unseal

PASSPHRASE = "seven quiet herons"
PLAIN = b"what nobody else may read\n" * 3


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(PLAIN, PASSPHRASE)


def with_work(sealed: bytes, factor: int) -> bytes:
    """The same file as somebody would forge it, claiming another work factor."""
    lines = sealed.split(b"\n", 2)
    return b"\n".join([lines[0], lines[1].rsplit(b" ", 1)[0] + b" %d" % factor, lines[2]])


def armoured(data: bytes) -> bytes:
    body = base64.encodebytes(data).replace(b"\n", b"")
    lines = [body[i : i + 64] for i in range(0, len(body), 64)]
    begin, end = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
    return b"\n".join([begin, *lines, end, b""])


def test_what_is_sealed_opens_with_the_passphrase_alone(sealed: bytes) -> None:
    assert is_sealed(sealed)
    assert PLAIN not in sealed
    assert b"nobody" not in sealed
    assert unseal(armoured(sealed), PASSPHRASE) == PLAIN
    for wrong in (PASSPHRASE.upper(), ""):
        with pytest.raises(InputError, match="does not open the file"):
            unseal(sealed, wrong)


def test_a_changed_byte_is_noticed(sealed: bytes) -> None:
    with pytest.raises(InputError, match="does not open the file, or the file is damaged"):
        unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), PASSPHRASE)


@pytest.mark.parametrize("factor", [21, 22, 30, 63, 99])
def test_more_work_than_is_done_for_a_file_is_refused_before_any_is_done(sealed: bytes, factor: int) -> None:
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    with pytest.raises(InputError, match="more work and memory"):
        unseal(with_work(sealed, factor), PASSPHRASE)
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # KB


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"age-encryption.org/v2\n-> scrypt x 18\n", "a version of the age format"),
        (b"age-encryption.org/", "a version of the age format"),
        (b"age-encryption.org/v1\n-> X25519 " + b"a" * 43 + b"\n", "for a key, not with a passphrase"),
        (b"age-encryption.org/v1\n-> scrypt " + b"a" * 22 + b" 0018\n", "its head is not whole"),
        (b"age-encryption.org/v1\n-> scrypt " + b"a" * 22 + b" 18\n" + b"a" * 43 + b"\n-> scrypt", "head is not whole"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n", "is cut off"),
        (b"-----BEGIN AGE ENCRYPTED FILE-----\n\x1b[2J\n-----END AGE ENCRYPTED FILE-----\n", "is damaged"),
    ],
)
def test_a_head_that_is_none_is_named(data: bytes, words: str) -> None:
    assert is_sealed(data)
    with pytest.raises(InputError, match=words):
        look(data)


def test_other_files_are_not_taken_for_sealed_ones() -> None:
    assert not is_sealed(b'{"assessment": {}}\n')
    assert not is_sealed(b"")


@pytest.mark.parametrize(
    "passphrase", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "           a", "with a\ttab in it", "x" * 1001]
)
def test_a_weak_passphrase_is_refused(passphrase: str) -> None:
    with pytest.raises(InputError, match="passphrase"):
        check_new(passphrase)


def test_a_passphrase_of_any_script_is_taken() -> None:
    check_new("fünf stille Reiher")
    check_new("東京の静かな五羽の白い鷺たち")


def test_a_passphrase_is_the_first_line_of_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b" fuenf stille Reiher \r\nnot this\n")
    path.chmod(0o600)
    assert read_passphrase(path) == " fuenf stille Reiher "
    for mode in (0o640, 0o604, 0o666, 0o620):
        path.chmod(mode)
        with pytest.raises(InputError, match="can be read by others"):
            read_passphrase(path)
    path.chmod(0o600)
    for content in (b"", b"\nsecond line", b"\xff\xfe\n"):
        path.write_bytes(content)
        with pytest.raises(InputError, match="holds no"):
            read_passphrase(path)
    with pytest.raises(InputError, match="is no file"):
        read_passphrase(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_passphrase(tmp_path / "none")


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def none(name: str, *args: Any) -> Any:
        if name == "pyrage":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", none)
    with pytest.raises(InputError) as caught:
        sealing.require_sealing()
    assert "cop-tui[encrypt]" in str(caught.value)


def test_a_work_factor_that_is_out_of_bounds_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    class Weak:
        EncryptError = ValueError

        class passphrase:  # noqa: N801 - as the library calls it
            @staticmethod
            def encrypt(data: bytes, passphrase: str) -> bytes:
                return b"age-encryption.org/v1\n-> scrypt %s 10\n%s\n--- %s\n" % (b"a" * 22, b"a" * 43, b"a" * 43)

    monkeypatch.setattr(sealing, "_library", lambda: Weak)
    with pytest.raises(InputError, match="too busy"):
        seal(PLAIN, PASSPHRASE)
