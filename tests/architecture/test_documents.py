from marketplace import worker
from tests.tools import documents


def test_the_page_of_state_machines_is_printed_from_the_tables() -> None:
    assert documents.WORKFLOWS.read_text() == documents.workflows_page()


def test_the_page_of_the_desk_is_printed_from_the_tables() -> None:
    assert documents.DESK.read_text() == documents.desk_page()


def test_every_letter_that_asks_is_written_by_a_reaction() -> None:
    reactions = worker.notices_reactions()
    kinds = [kind for _, events in documents.PARTIES.values() for kind in events]
    assert [kind for kind in kinds if kind not in reactions] == []
