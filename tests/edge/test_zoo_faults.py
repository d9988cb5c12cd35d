"""Each fault of the table of attacks has a file in the zoo, and the verdict that the table asks for."""

import time

import pytest
from core import returns_world
from soak.parts import BAD
from zoo.faults import FAULTS, Fault

from jlhy_xl.edge import guard, workers

AT = returns_world.world()


@pytest.mark.parametrize("odd", FAULTS, ids=lambda odd: odd.name)
def test_fault(odd: Fault) -> None:
    """Read with its note, or refused with the reason of the table; within seconds, no bug."""
    assert guard.sniff(odd.data, odd.name) == odd.kind
    began = time.process_time()
    found = workers.examine_leaf(odd.name, odd.data, AT)
    assert time.process_time() - began < 4
    codes = {each.code for each in found.findings}
    assert not BAD & codes
    if odd.verdict:
        assert (found.verdict.value, found.findings[0].code) == (odd.verdict, odd.code)
    else:
        assert "L101" in codes  # read, and told to be none of our forms
        assert not odd.note or odd.note in codes
