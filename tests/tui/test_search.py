"""Search: what is found, in which order, and the way there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cop_tui.tui.screens.search import Searchable, SearchScreen, find, search_index

from .conftest import NARROW, Started, shown, wait_until
from .desk import HOSTILE, desk

Prepared = Callable[..., str]


async def test_enter_goes_to_the_hit_and_escape_stays(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (pilot, screen):
        await pilot.press("slash", *"1.1-04")
        await wait_until(pilot, lambda: "SS-1.1-04" in shown(pilot))
        await pilot.press("escape")
        assert screen.session.position == "TR-1.1-01"
        await pilot.press("slash", *"tiers", "down", "up", "enter")
        await wait_until(pilot, lambda: pilot.app.screen is screen)
        hits = find(search_index(screen.session), "tiers")
        assert screen.session.position == hits[0].id


async def test_everything_a_person_wrote_is_found(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (_, screen):
        session = screen.session
        session.change("SS-1.1-04", note="zebra one", owner="Giraffe team", evidence=[{"reference": "Okapi v2"}])
        session.change("SS-1.1-05", state="alternative", reason="quagga")
        for words, expected in (
            ("ZEBRA", "SS-1.1-04"), ("giraffe", "SS-1.1-04"), ("okapi", "SS-1.1-04"), ("quagga", "SS-1.1-05"),
            ("zebra okapi", "SS-1.1-04"),
        ):  # fmt: skip
            assert [hit.id for hit in find(search_index(session), words)] == [expected], words
        assert find(search_index(session), "zebra quagga") == []


async def test_ids_articles_and_statements_are_found(started: Started, prepared: Prepared) -> None:
    async with desk(started, prepared) as (_, screen):
        index = search_index(screen.session)
        assert find(index, "ss-1.1-04")[0].id == "SS-1.1-04"
        assert "SS-1.1-04" in {hit.id for hit in find(index, "art. 55(1)(b)")}
        assert len(find(index, "")) == len(screen.session.pack.criteria)


@pytest.mark.parametrize("words", [HOSTILE, "[", "\\", "(((", "ß", "İ", "x" * 300])
async def test_any_words_may_be_typed(started: Started, prepared: Prepared, words: str) -> None:
    async with desk(started, prepared, NARROW) as (pilot, screen):
        screen.session.change("SS-1.1-04", note=f"{HOSTILE} ß İİİ")
        await pilot.press("slash")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
        pilot.app.screen.query_one("#search-field").value = words  # type: ignore[attr-defined]
        await pilot.pause()
        assert "Search" in shown(pilot) or "criteri" in shown(pilot) or "Nothing holds" in shown(pilot)


def test_the_best_comes_first() -> None:
    """An id beats a title, a title beats a passing mention."""

    def entry(name: str, *texts: tuple[str, str]) -> Searchable:
        return Searchable(name, (("id", name), *texts), "\n".join((name, *(t for _, t in texts))).casefold())

    index = [
        entry("A-1", ("title", "x"), ("statement", "about weights")),
        entry("A-2", ("title", "Weights kept"), ("statement", "y")),
        entry("A-weights", ("title", "z")),
    ]
    assert [hit.id for hit in find(index, "weights")] == ["A-weights", "A-2", "A-1"]
