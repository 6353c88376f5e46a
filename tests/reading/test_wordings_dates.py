"""Wordings of when: dates of what came before, of sessions told twice, of lists that open a sentence.

The document is of Friday, 14 June 2024. Sentences are made up.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

WORDINGS = [
    (
        "Chile and Peru met in Lima on 11 January 2023. They signed the Chile-Peru Reciprocal Access Agreement, the most significant pact since the Alliance of 1902.",
        "meeting CHL-PER 2023-01-11 held; reciprocal_access CHL-PER 2023-01-11 signed",
    ),
    (
        "On 6 January 2022, at a virtual summit, the Prime Ministers of Chile and Peru signed a status of forces agreement.",
        "reciprocal_access CHL-PER 2022-01-06 signed; summit CHL-PER 2022-01-06 held",
    ),
    (
        "The army of Chile conducted the exercise Anchor with the Peruvian Army in October and November 2019.",
        "exercise CHL-PER 2019-10 held",
    ),
    (
        "The army of Chile conducted exercises with the Peruvian Army in October and November 2019.",
        "exercise CHL-PER 2019-10 held; exercise CHL-PER 2019-11 held",
    ),
    (
        "With Kenya, Chile signed the Agreement on the transfer of defence equipment in May 2022, and with Ghana in September 2021.",
        "equipment_technology CHL-GHA 2021-09 signed; equipment_technology CHL-KEN 2022-05 signed",
    ),
    (
        "Warships from the four countries conducted an exercise on Sunday. The drills brought together the navies of Chile, Peru, Kenya and Ghana.",
        "exercise CHL-GHA-KEN-PER 2024-06-09 held",
    ),
    (
        "Chile donated three patrol vessels to Peru in 2007. A defence memorandum followed in March 2015, and the two governments held their first 2+2 in Lima that December.",
        "defence_memorandum CHL-PER 2015-03 signed; transfer CHL-PER 2007 held; two_plus_two CHL-PER 2015-12 held",
    ),
    (
        "The Peruvian frigate Lima arrived in Chile on Friday. It had trained with the Chilean destroyer Prat the day before.",
        "exercise CHL-PER 2024-06-13 held; port_call CHL-PER 2024-06-14 held",
    ),
    (
        "We, the leaders of Chile, Peru and Kenya, convened at Camp David today.",
        "summit CHL-KEN-PER 2024-06-14 held",
    ),
    ("In May 2007, Chile and Peru set up a military hotline.", "maritime_arrangement CHL-PER 2007-05 signed"),
    ("Negotiations on a reciprocal access agreement between Chile and Peru have not yet begun.", ""),
    ("Tokyo and Rome signed an ACSA in May 2017.", "acsa ITA-JPN 2017-05 signed"),
    ("The ministers met in Rome and Vienna in May 2017.", ""),
    ("The Peruvian frigate Lima docked at the US Navy base in Naples on Friday.", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), WORDINGS)
def test_wordings(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
