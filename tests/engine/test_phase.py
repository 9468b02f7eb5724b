from plans.engine.phase import Phase, phases, whole_minutes
from plans.engine.terms import Step

PREPARING = Step("preparing", 15, frozenset({"practitioner", "room"}))
NUMBING = Step("numbing", 30, frozenset({"room"}))
NEEDLING = Step("needling", 45, frozenset({"practitioner", "room", "device"}))
SETTLING = Step("settling", 10, frozenset({"room"}))
CLEANING = Step("cleaning", 15, frozenset({"room", "device"}), patient=False)
TALKING = Step("talking", 30, frozenset({"practitioner", "room"}))


def test_a_session_is_prepared_treated_and_cleaned_after() -> None:
    steps = (PREPARING, NUMBING, NEEDLING, SETTLING, CLEANING)
    assert phases(steps) == (Phase("before", 0, 45), Phase("cleaning", 100, 115))
    assert whole_minutes(steps) == 115


def test_a_visit_without_a_device_is_all_one() -> None:
    assert phases((TALKING,)) == ()


def test_a_treatment_that_begins_at_once_has_nothing_before_it() -> None:
    assert phases((NEEDLING, CLEANING)) == (Phase("cleaning", 45, 60),)


def test_cleaning_a_device_is_no_treatment() -> None:
    assert phases((TALKING, CLEANING)) == (Phase("cleaning", 30, 45),)
