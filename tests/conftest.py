"""What every room's tests share: the real outside programs, or the reason why they are absent."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from jlhy_xl.books.sheet import Book
from jlhy_xl.core.results import Results

collect_ignore = [
    "soak/fuzz.py"
]  # its fuzzer is no dependency; make soak says so where it is absent

settings.register_profile(
    "slice", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("soak", max_examples=5000, deadline=None)
settings.load_profile("soak" if os.environ.get("JLHY_SOAK") else "slice")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes hours runs in ``make soak`` only."""
    if not os.environ.get("JLHY_SOAK"):
        long = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


def absent(program: str, package: str) -> None:
    """Skip with the reason; where skipping is forbidden (CI), fail."""
    words = f"{program} is not installed (Debian package {package})"
    if os.environ.get("JLHY_REAL") == "require":
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Convert a file with a real LibreOffice: ``soffice(path, "pdf")`` returns the new file."""
    program = shutil.which("soffice")
    if program is None:
        absent("LibreOffice", "libreoffice-calc")
    profile = tmp_path_factory.mktemp("lo-profile")

    def convert(path: Path, kind: str, folder: Path | None = None) -> Path:
        out = folder or tmp_path_factory.mktemp("lo-out")
        subprocess.run(
            [str(program), f"-env:UserInstallation=file://{profile}", "--headless",
             "--convert-to", kind, "--outdir", str(out), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        made = out / f"{path.stem}.{kind.split(':', maxsplit=1)[0]}"
        assert made.exists(), f"LibreOffice made no {made.name}"
        return made

    return convert


@pytest.fixture(scope="module")
def results() -> Results:
    """The sample week of the summary's tests, once a file."""
    import summary_world  # beside those tests

    return summary_world.results()


@pytest.fixture(scope="module")
def book(results: Results) -> Book:
    """Its summary."""
    from jlhy_xl.books.summary import book as summary

    return summary.book(results)
