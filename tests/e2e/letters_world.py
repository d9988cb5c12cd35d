"""The sample office and its commands, for the journeys of letters."""

import io
import json
from pathlib import Path
from typing import Any

import docx
from click.testing import CliRunner, Result

from jlhy_xl.cli import main
from jlhy_xl.edge.office import Office

ROOT = Path(__file__).parents[2]
NOW, LATER = "2026-12-07T09:00+08:00", "2026-12-14T09:00+08:00"
OUT = Path("output") / "2026-W48"


def jlhy(office: Office, *words: str, now: str = NOW, **env: str) -> Result:
    told = ["--folder", str(office.root), "--now", now, "--quiet", "--json", *words]
    return CliRunner().invoke(main, told, env=env)


def answer(office: Office, *words: str, now: str = NOW, **env: str) -> dict[str, Any]:
    done = jlhy(office, *words, now=now, **env)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def words_of(path: Path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def moment(text: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(text)
