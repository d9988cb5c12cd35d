"""What the journeys share."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import shown_world
from shown_world import Drawn, Shown

from tests.conftest import absent

collect_ignore = ["lo_hand.py"]  # runs under the system's Python, which has the UNO bridge


@pytest.fixture(scope="session", params=shown_world.OFFICES)
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """The outputs of a week: the sample, one with nothing returned, one with a week before it."""
    return shown_world.run(shown_world.OFFICES[request.param](tmp_path_factory.mktemp("week")))


@pytest.fixture(scope="session")
def shown(
    drawn: Drawn, tmp_path_factory: pytest.TempPathFactory, soffice: Callable[..., Path]
) -> Shown:
    """The same week's summary as LibreOffice shows it."""
    if shutil.which("pdftotext") is None:
        absent("pdftotext", "poppler-utils")
    return shown_world.render(drawn, tmp_path_factory.mktemp("bare"), soffice)
