"""Declarations, treaties and civil instruments, in the words of ministries, news and scholars.

The report is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

PARTNERSHIP = [
    (
        "India and Saudi Arabia elevated their ties to a strategic partnership in 2010.",
        "partnership_declaration IND-SAU 2010 signed",
    ),
    (
        "Vietnam and Australia upgraded bilateral relations to a Comprehensive Strategic Partnership on 7 March 2024.",
        "partnership_declaration AUS-VNM 2024-03-07 signed",
    ),
    (
        "Japan and Vietnam agreed to raise their relationship to a comprehensive strategic partnership on 27 November 2023.",
        "partnership_declaration JPN-VNM 2023-11-27 signed",
    ),
    (
        "The elevation of Brazil-India ties to a strategic partnership dates from 2006.",
        "partnership_declaration BRA-IND 2006 signed",
    ),
    (
        "India and Greece have upgraded ties to a strategic partnership, Prime Minister Rao said on Friday.",
        "partnership_declaration GRC-IND - signed",
    ),
    (
        "Kenya and the United Kingdom entered into a strategic partnership in January 2020.",
        "partnership_declaration GBR-KEN 2020-01 signed",
    ),
    (
        "Poland and Ukraine agreed to establish a strategic partnership in 2005.",
        "partnership_declaration POL-UKR 2005 signed",
    ),
    (
        "Japan and Brazil established a strategic and global partnership in 2014.",
        "partnership_declaration BRA-JPN 2014 signed",
    ),
    (
        "Germany and Kazakhstan adopted a joint declaration on strategic partnership on 20 June 2023.",
        "partnership_declaration DEU-KAZ 2023-06-20 signed",
    ),
    (
        "The strategic partnership between Poland and South Korea was established in October 2013.",
        "partnership_declaration KOR-POL 2013-10 signed",
    ),
]


SECURITY_DECLARATION = [
    (
        "Australia and Indonesia signed the Lombok Treaty on security cooperation in November 2006.",
        "security_declaration AUS-IDN 2006-11 signed",
    ),
    (
        "Japan and the United Kingdom issued a joint declaration on security cooperation on 31 August 2017.",
        "security_declaration GBR-JPN 2017-08-31 signed",
    ),
    (
        "Australia and Vanuatu signed a bilateral security agreement in December 2022.",
        "security_declaration AUS-VUT 2022-12 signed",
    ),
    (
        "China and Solomon Islands signed a security pact in April 2022.",
        "security_declaration CHN-SLB 2022-04 signed",
    ),
    (
        "Germany and Ukraine signed a bilateral agreement on security cooperation on 16 February 2024.",
        "security_declaration DEU-UKR 2024-02-16 signed",
    ),
    ("Japan and Ukraine signed an accord on support and cooperation on 13 June 2024.", ""),
    (
        "France and Greece concluded a strategic defence pact with a mutual defence clause on 28 September 2021.",
        "defence_memorandum FRA-GRC 2021-09-28 signed",
    ),
    (
        "Japan and India issued the Joint Declaration on Security Cooperation in October 2008.",
        "security_declaration IND-JPN 2008-10 signed",
    ),
    ("The EU and Japan launched a security and defence partnership on 1 November 2024.", ""),
]


DEFENCE_TREATY = [
    (
        "The United States and the Philippines signed a Mutual Defense Treaty in August 1951.",
        "defence_treaty PHL-USA 1951-08 signed",
    ),
    ("Finland joined NATO on 4 April 2023.", "defence_treaty FIN-NATO 2023-04-04 in_force"),
    (
        "Sweden became the 32nd member of NATO on 7 March 2024.",
        "defence_treaty NATO-SWE 2024-03-07 in_force",
    ),
]


OTHER_INSTRUMENTS = [
    (
        "India and Japan concluded a civil nuclear cooperation agreement in November 2016.",
        "civil_nuclear IND-JPN 2016-11 signed",
    ),
    (
        "The civil nuclear deal between India and the United States was signed in October 2008.",
        "civil_nuclear IND-USA 2008-10 signed",
    ),
    (
        "The Japan-Mongolia Economic Partnership Agreement entered into force on 7 June 2016.",
        "economic_partnership JPN-MNG 2016-06-07 in_force",
    ),
    (
        "India and the UAE signed a comprehensive economic partnership agreement on 18 February 2022.",
        "economic_partnership ARE-IND 2022-02-18 signed",
    ),
    (
        "Britain and New Zealand struck a free trade deal in October 2021.",
        "economic_partnership GBR-NZL 2021-10 signed",
    ),
    (
        "Japan and Vietnam signed a treaty on the transfer of sentenced persons in 2019.",
        "legal_cooperation JPN-VNM 2019 signed",
    ),
    (
        "India and Mozambique signed a memorandum on the sharing of white shipping information in July 2019.",
        "maritime_arrangement IND-MOZ 2019-07 signed",
    ),
    (
        "The coast guards of India and Indonesia signed an MoU on maritime safety and security cooperation on 6 July 2020.",
        "maritime_arrangement IDN-IND 2020-07-06 signed",
    ),
    (
        "India and Vietnam established a hotline between their coast guards in 2021.",
        "maritime_arrangement IND-VNM 2021 signed",
    ),
    (
        "Japan and Israel signed a memorandum of cooperation in cybersecurity in November 2018.",
        "cyber_arrangement ISR-JPN 2018-11 signed",
    ),
    (
        "Japan and the United States signed a framework agreement on space cooperation in January 2023.",
        "space_arrangement JPN-USA 2023-01 signed",
    ),
    (
        "Korea and the United States signed an MOU on space situational awareness in April 2022.",
        "space_arrangement KOR-USA 2022-04 signed",
    ),
]


@pytest.mark.parametrize(("text", "facts"), PARTNERSHIP)
def test_partnership(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), SECURITY_DECLARATION)
def test_security_declaration(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), DEFENCE_TREATY)
def test_defence_treaty(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), OTHER_INSTRUMENTS)
def test_other_instruments(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
