"""Writes the pages and pictures that are made from the code, and nothing else.

python docs/make.py            # docs/findings.zh.md
python docs/make.py pictures   # docs/pictures/*.png from the sample week (LibreOffice, pdftoppm)

What the pictures were made from is kept beside them, so that a test knows when they are old.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from jlhy_xl.core.wording.catalogue import page

DOCS = Path(__file__).parent
NOW = "2026-12-07T09:00+08:00"
ORIGIN = "made-from.txt"
# picture → the output, and the words by which its page is known; the first page that has them
PICTURES = {
    "summary": ("汇总表.xlsx", "周调度总览"),
    "progress": ("汇总表.xlsx", "指标进展第48周"),
    "charts": ("汇总表.xlsx", "各单位报送完整率"),
    "ranks": ("汇总表.xlsx", "全市名次"),
    "brief": ("周调度简报.docx", "周调度简报"),
    "slip": ("减扣告知单/减扣告知单_区城乡水务局_2026-W48.xlsx", "减扣告知单"),
    "scoring": ("减扣评分表.xlsx", "减扣评分表"),
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
        books = [office / "output" / "2026-W48" / book for book, _ in PICTURES.values()]
        (DOCS / "pictures" / ORIGIN).write_text(origin(office / "output" / "2026-W48"), "utf-8")
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{made}/profile", "--headless",
             "--convert-to", "pdf", "--outdir", made, *map(str, dict.fromkeys(books))],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for (name, (_, words)), book in zip(PICTURES.items(), books, strict=True):
            paper = office / f"{book.stem}.pdf"
            subprocess.run(
                ["pdftoppm", "-r", "90", "-png", "-singlefile", "-f", str(_page_of(paper, words)),
                 str(paper), str(DOCS / "pictures" / name)],
                check=True,
            )  # fmt: skip


def origin(output: Path) -> str:
    """Return what the pictures show: each file with the hash of its parts, a line each."""
    lines = []
    for book in dict.fromkeys(book for book, _ in PICTURES.values()):
        found = hashlib.sha256()
        with zipfile.ZipFile(output / book) as opened:
            for name in sorted(opened.namelist()):
                found.update(name.encode() + b"\0" + opened.read(name) + b"\0")
        lines.append(f"{found.hexdigest()}  {book}\n")
    return "".join(lines)


def _page_of(paper: Path, words: str) -> int:
    """Return the first page that holds the words, counted from 1."""
    told = subprocess.run(
        ["pdftotext", "-raw", str(paper), "-"], check=True, capture_output=True, text=True
    )
    pages = ["".join(page.split()) for page in told.stdout.split("\f")]
    return next(number for number, page in enumerate(pages, 1) if words in page)


if __name__ == "__main__":
    pictures() if "pictures" in sys.argv[1:] else findings()
