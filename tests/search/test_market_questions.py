"""The market's own questions, as the catalogue puts them, on every engine."""

from typing import Any

from marketplace.catalogue import numbers, service
from marketplace.catalogue.forms import SearchForm
from marketplace.kit.actor import VISITOR
from marketplace.kit.money import Money
from search.base import SearchEngine
from tests.search.shelf import START, made


def test_amounts_days_classes_and_names_are_asked_alike(engine: SearchEngine) -> None:
    engine.put(
        [
            made(
                "cheap",
                en="Kiln",
                numbers={**numbers.price(Money(500_000_000)), **numbers.day(START)},
                facets={"ipc": ("H", "H01", "H01M"), "inventor": ("Lò Văn Giàng",)},
            ),
            made("dear", en="Kiln", numbers=numbers.price(Money(2_000_000_000))),
            made("foreign", en="Kiln", numbers=numbers.price(Money(100, "USD"))),
            made("wanted", en="Kiln", numbers=numbers.budget(None, Money(900_000_000))),
        ]
    )
    engine.settle()

    def found(**asked: Any) -> list[str]:
        form = SearchForm.model_validate(asked)
        results = service.find(engine, VISITOR, form, offset=0, limit=10)
        assert results.total == service.count(engine, VISITOR, form)
        return sorted(hit.key for hit in results.hits)

    for asked, keys in (
        ({"price_to": "600 triệu"}, ["cheap"]),
        ({"q": "kiln", "price_from": "600 triệu"}, ["dear"]),
        ({"price_from": "1 USD"}, ["foreign"]),
        ({"budget_from": "900 triệu", "budget_to": "1 tỷ"}, ["wanted"]),
        ({"since": "2026-03-01"}, ["cheap"]),
        ({"since": "2026-03-02"}, []),
        ({"ipc": "H01M"}, ["cheap"]),
        ({"inventor": "Lò Văn Giàng"}, ["cheap"]),
    ):
        assert found(**asked) == keys, asked
    cheapest = SearchForm.model_validate({"order": "price"})
    hits = service.find(engine, VISITOR, cheapest, offset=0, limit=2).hits
    assert [hit.key for hit in hits] == ["cheap", "dear"]
