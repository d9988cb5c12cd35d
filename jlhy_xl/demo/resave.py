"""Saves a workbook again as people's programs do: openpyxl, LibreOffice; or only a part of it arrives."""

import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from jlhy_xl.demo.plan import Saved, Workbook

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
_SECONDS = 120


def resave(data: bytes, work: Workbook, made: datetime) -> tuple[bytes, Saved]:
    """Return the workbook as the unit's program left it, and which program that was.

    Where LibreOffice is not installed, openpyxl takes its place.
    """
    saved = work.saved
    if saved is Saved.LIBREOFFICE:
        converted = _by_libreoffice(data)
        saved = Saved.LIBREOFFICE if converted else Saved.OPENPYXL
        data = converted or data
    if saved is Saved.OPENPYXL:
        data = _by_openpyxl(data)
    if saved is not Saved.EXCEL:
        data = _settled(data, made)
    return data[: int(len(data) * work.share)], saved


def _by_openpyxl(data: bytes) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    stream = io.BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()


def _by_libreoffice(data: bytes) -> bytes:
    """Return the workbook as LibreOffice saves it, b"" where there is no LibreOffice."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return b""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "book.xlsx"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", f"{folder}/out", str(source),
        ]  # fmt: skip
        subprocess.run(command, check=False, capture_output=True, timeout=_SECONDS)  # noqa: S603 - fixed words, our own file
        made = Path(folder) / "out" / "book.xlsx"
        return made.read_bytes() if made.is_file() else b""


def _settled(data: bytes, made: datetime) -> bytes:
    """Return the package with fixed times, so that the same plan gives the same bytes."""
    stamp = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _STAMP.sub(lambda found: found[1] + stamp + found[3], part)
            info = zipfile.ZipInfo(entry.filename, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, part)
    return stream.getvalue()
