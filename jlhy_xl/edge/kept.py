"""What a run read, kept by hash beside the ledger, so that it can be laid out again and replayed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge.files import sha256, why, write_whole
from jlhy_xl.edge.intake.inbox_files import FILE_BYTES
from jlhy_xl.edge.intake.receive import original_path
from jlhy_xl.edge.office import Office, secret

_HASH = 64  # characters of a hash
_LINK = "link"
_FOLDER = "folder"  # that templates were issued counts, not what is in them
_ABSENT = "absent"  # there was none: a replay must not use one that came later


def keep(office: Office, periods: Iterable[str], remembered: Iterable[str]) -> str:
    """Every input of a run stands under its hash; returns the hash of the list of them.

    Args:
        office: whose folder.
        periods: the inbox folders that are read.
        remembered: the periods whose history is read and not judged again.

    Raises:
        JlhyError: a file cannot be read or kept.
    """
    folders = [office.inbox / period for period in sorted(periods)]
    files = [path for folder in [*folders, office.reviewed] for path in _files(folder)]
    files += [
        path
        for period in sorted(remembered)
        for path in _files(office.history / f"period={period}")
    ]
    told = {path.relative_to(office.root).as_posix(): _kept(office, path) for path in files}
    issued = [office.templates(period) for period in office.issued()]
    told |= {folder.relative_to(office.root).as_posix(): _FOLDER for folder in issued}
    told |= {
        path.relative_to(office.root).as_posix(): _kept_secret(office, path)
        for path in (office.key_path, office.passwords_path)
    }
    data = json.dumps(told, ensure_ascii=True, indent=0, sort_keys=True).encode()
    return _store(office, data)


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(each for each in folder.rglob("*") if each.is_symlink() or each.is_file())


def _kept(office: Office, path: Path) -> str:
    """Return the hash of a file that is kept; its size where it is absurdly big, or that it is a link."""
    try:
        if path.is_symlink():
            return _LINK
        size = path.stat().st_size
        return str(size) if size > FILE_BYTES else _store(office, path.read_bytes())
    except OSError as fault:
        raise JlhyError(f"打不开 {path}", why(fault), "请关闭占用它的程序后重新运行") from fault


def _kept_secret(office: Office, path: Path) -> str:
    data = secret(path)  # a link would be laid out as one that leads nowhere
    return _ABSENT if data is None else _store(office, data)


def _store(office: Office, data: bytes) -> str:
    digest = sha256(data)
    path = original_path(office.archive, digest)
    if not (path.is_file() and path.stat().st_size == len(data)):
        write_whole(path, data, flush=False)
    return digest


def inputs(office: Office, listed: str) -> Mapping[str, Any]:
    """Return what a run read: path in the office's folder → hash, or why there is none.

    Raises:
        JlhyError: the list is missing or is not what its hash says.
    """
    told: Mapping[str, Any] = json.loads(original(office, listed))
    return told


def inbox_of(office: Office, listed: str, period: str) -> dict[str, str]:
    """Return what lay in a period's inbox folder when a run read it: place → hash.

    Raises:
        JlhyError: as ``inputs``.
    """
    folder = (office.inbox / period).relative_to(office.root).as_posix() + "/"
    return {
        path.removeprefix(folder): digest
        for path, digest in inputs(office, listed).items()
        if path.startswith(folder) and len(digest) == _HASH
    }


def lay_out(office: Office, listed: str, target: Path) -> None:
    """The target folder holds every input of a run, as it was then.

    Raises:
        JlhyError: an original is missing or is not what its hash says.
    """
    told = inputs(office, listed)
    secrets = (office.key_path, office.passwords_path)
    for here in secrets:
        name = here.relative_to(office.root).as_posix()
        if told.get(name, _LINK) == _LINK:  # a run of before these were kept
            path, data = target / name, secret(here)
            path.parent.mkdir(parents=True, exist_ok=True)
            if data is not None:
                path.write_bytes(data)
    for name, digest in told.items():
        path = target / name
        if digest == _ABSENT or (digest == _LINK and office.root / name in secrets):
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if digest == _LINK:
            path.symlink_to("nowhere")
        elif digest == _FOLDER:
            path.mkdir()
        elif len(digest) == _HASH:
            path.write_bytes(original(office, digest))
        else:
            with path.open("wb") as stream:
                stream.truncate(int(digest))


def original(office: Office, digest: str) -> bytes:
    """Return what is kept under a hash.

    Raises:
        JlhyError: it is missing or is not what its hash says.
    """
    path = original_path(office.archive, digest)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise JlhyError(
            f"原件 {path} 读不出来", fault.strerror or "", "请从备份恢复台账文件夹"
        ) from fault
    if sha256(data) != digest:
        raise JlhyError(f"原件 {path} 与登记的校验值不符", "", "请从备份恢复台账文件夹")
    return data
