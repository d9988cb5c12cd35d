"""The 通讯录: who is registered, what changed, and what never wipes out what is on file."""

from merge_world import SCHEME, W48, leaf, world
from msgspec.structs import replace

from jlhy_xl.core.merging.contacts import contacts
from jlhy_xl.core.merging.merge import merge
from jlhy_xl.core.model import Arrival, Contact, Examined, Prior, State

ROLE = "联络员"
ON_FILE = {
    ("personnel", role, name): f"{role}{name}"
    for role in ("分管领导", "具体负责人", ROLE)
    for name in ("name", "title", "phone", "mobile", "mail")
}


def listed(
    *received: tuple[Arrival, Examined],
    known: dict[tuple[str, str, str], str] | None = None,
    before: tuple[Contact, ...] = (),
) -> dict[str, Contact]:
    """Court's lines of the list, by role."""
    priors = {("U01", W48): Prior(known or {}, contacts_on_file=bool(known))}
    made = world(periods=(W48,), priors=priors)
    result = merge(SCHEME, made, received, {}, (W48,))
    duties = list(made.duties.values())
    found = contacts(SCHEME, duties, result.readings, made.priors, before)
    return {line.role: line for line in found if line.unit == "U01"}


def stated(came: tuple[Arrival, Examined], state: State, name: str = "name"):
    """The same return with one cell of the 联络员 in another state."""
    arrival, said = came
    readings = tuple(
        replace(each, state=state) if (each.row_key, each.field) == (ROLE, name) else each
        for each in said.readings
    )
    return arrival, replace(said, readings=readings)


def test_a_first_registration_lists_three_roles_and_changes_nothing():
    """Everything is new at first, so nothing has changed; the period is told."""
    found = listed(leaf("26 10:00", "U01"))
    assert list(found) == ["分管领导", "具体负责人", ROLE]
    assert {line.changed for line in found.values()} == {()}
    assert found[ROLE].since == W48
    assert found[ROLE].mobile == "甲"


def test_what_changed_is_named_by_its_column():
    """A new name and mobile are listed by their labels; equal words in other spacing are equal."""
    cells = {(ROLE, name): f"{ROLE}{name}" for name in ("title", "phone", "mail")}
    cells |= {(ROLE, "name"): "李四", (ROLE, "mobile"): "13800000000"}
    cells[ROLE, "title"] = f" {ROLE} title"
    found = listed(leaf("26 10:00", "U01", cells=cells), known=ON_FILE)
    assert found[ROLE].changed == ("姓名", "手机")
    assert found[ROLE].was == (("姓名", f"{ROLE}name"), ("手机", f"{ROLE}mobile"))
    assert found[ROLE].name == "李四"


def test_a_silent_unit_keeps_what_is_on_file_and_since_when():
    """Nothing came: the list stands as it was."""
    earlier = Contact("U01", ROLE, since="2026-W40")
    found = listed(known=ON_FILE, before=(earlier,))
    assert found[ROLE].name == f"{ROLE}name"
    assert (found[ROLE].since, found[ROLE].changed) == ("2026-W40", ())


def test_an_untouched_mask_or_an_error_does_not_replace_what_is_on_file():
    """Only a cell read without an error changes the list."""
    whole = leaf("26 10:00", "U01")
    for state in (State.UNCHANGED, State.ERROR, State.ASIDE):
        found = listed(stated(whole, state), known=ON_FILE)
        assert found[ROLE].name == f"{ROLE}name"
        assert "姓名" not in found[ROLE].changed


def test_a_unit_that_never_registered_is_not_listed():
    """No empty lines."""
    assert listed() == {}


def test_a_scheme_without_a_personnel_form_has_no_list():
    """Nothing of fixed rows, nothing to list."""
    bare = replace(SCHEME, forms=tuple(each for each in SCHEME.forms if not each.row_keys))
    made = world(bare, (W48,))
    result = merge(bare, made, [], {}, (W48,))
    assert contacts(bare, list(made.duties.values()), result.readings, made.priors) == ()


def test_a_role_of_which_nothing_is_known_is_no_line():
    """Only one of three roles was registered: one line."""
    cells = {(role, name): "" for _, role, name in ON_FILE if role != ROLE}
    assert list(listed(leaf("26 10:00", "U01", cells=cells))) == [ROLE]
