"""Turns letters into PDF through LibreOffice, where it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from jlhy_xl.core.errors import JlhyError
from jlhy_xl.edge.files import write_whole

_SECONDS = 180
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)


def program() -> str | None:
    """Return where LibreOffice is, None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def to_pdf(path: Path) -> Path:
    """The PDF stands beside the letter; returns its path.

    Raises:
        JlhyError: LibreOffice is not installed, or could not do it.
    """
    tool = program()
    if tool is None:
        raise JlhyError(
            f"没有生成 PDF，{path} 已经生成", "本机没有安装 LibreOffice",
            "请用 WPS 打开后另存为 PDF，或安装 LibreOffice 后再加 --pdf",
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / f"{path.stem}.pdf"
        try:
            done = subprocess.run(  # noqa: S603 - the program found above, our own file
                # a profile of its own: an open LibreOffice would take the task and end at once
                [tool, f"-env:UserInstallation={(Path(place) / 'profile').as_uri()}", "--headless",
                 "--convert-to", "pdf", "--outdir", place, str(path)],
                capture_output=True, timeout=_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise JlhyError(f"没有生成 {path.name} 的 PDF", str(fault), "请稍后再试") from fault
        if not made.is_file():
            why = done.stderr.decode("utf-8", "replace").strip()
            raise JlhyError(f"没有生成 {path.name} 的 PDF", why, "请用 WPS 打开后另存为 PDF")
        return write_whole(path.with_suffix(".pdf"), made.read_bytes())
