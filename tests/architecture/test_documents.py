from tests.tools import documents


def test_the_page_of_state_machines_is_printed_from_the_tables() -> None:
    assert documents.WORKFLOWS.read_text() == documents.workflows_page()
