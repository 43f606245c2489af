from marketplace.accounts.models import Login
from tests.tools.site import Site, path_of


def test_signing_in_goes_where_the_person_wanted_to_go(site: Site) -> None:
    with site.market() as market:
        person = market.person(email="lan@example.org")
    browser = site.visitor()
    answer = browser.post(
        "/sign-in",
        data={"email": "Lan@Example.org", "password": "correct horse battery", "next": "/healthz"},
    )
    assert path_of(answer) == "/healthz"
    with site.database.reading() as session:
        assert [login.person_id for login in session.query(Login)] == [person.id]


def test_a_wrong_password_is_told_beside_the_field_and_opens_nothing(site: Site) -> None:
    with site.market() as market:
        market.person(email="lan@example.org")
    answer = site.visitor().post("/sign-in", data={"email": "lan@example.org", "password": "guess"})
    assert answer.status_code == 422
    assert "Address and password do not belong together." in answer.text
    with site.database.reading() as session:
        assert session.query(Login).count() == 0
