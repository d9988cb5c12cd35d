"""Writes the pages and pictures that are made from the code, and nothing else.

python docs/make.py            # docs/findings.zh.md
python docs/make.py pictures   # docs/pictures/*.png from the sample week (LibreOffice, pdftoppm)
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from jlhy_xl.core.wording.catalogue import page

DOCS = Path(__file__).parent
NOW = "2026-12-07T09:00+08:00"
PICTURES = {
    "summary": ("汇总表.xlsx", 1),
    "progress": ("汇总表.xlsx", 2),
    "scoring": ("减扣评分表.xlsx", 1),
}


def findings() -> None:
    """docs/findings.zh.md says every code."""
    (DOCS / "findings.zh.md").write_text(page(), encoding="utf-8")


def pictures() -> None:
    """docs/pictures/ shows the sample week as LibreOffice prints it."""
    with tempfile.TemporaryDirectory() as made:
        office = Path(made)
        shutil.copytree(DOCS.parent / "workbooks", office / "workbooks")
        subprocess.run(
            [sys.executable, "-m", "jlhy_xl", "--folder", made, "--now", NOW, "--quiet", "run"],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for name, (book, sheet_page) in PICTURES.items():
            path = office / "output" / "2026-W48" / book
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{made}/profile", "--headless",
                 "--convert-to", "pdf", "--outdir", made, str(path)],
                check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            subprocess.run(
                ["pdftoppm", "-r", "90", "-png", "-singlefile", "-f", str(sheet_page),
                 str(office / f"{path.stem}.pdf"), str(DOCS / "pictures" / name)],
                check=True,
            )  # fmt: skip


if __name__ == "__main__":
    pictures() if "pictures" in sys.argv[1:] else findings()
