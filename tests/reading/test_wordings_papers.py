"""How white papers and yearly reports of ministries put it.

The document is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

SESSIONS = [
    (
        "In 2012, nine meetings were held on the highest level between the ministries of defence of Chile and Peru.",
        "meeting CHL-PER 2012 held",
    ),
    (
        "A number of meetings have been held between the Croatian and Montenegrin officials at various levels.",
        "meeting HRV-MNE - held",
    ),
    (
        "In May 2015, the 6th meeting of experts on critical infrastructure was held between the EU, Chile and Peru.",
        "meeting CHL-EU-PER 2015-05 held",
    ),
    (
        "At the 4th Chile-EU Consultation on Human Rights held in Brussels in June 2018, both sides spoke of refugees.",
        "meeting CHL-EU 2018-06 held",
    ),
    (
        "The Chile-Peru Non-Proliferation and Export Control Working Group met in December 2015.",
        "meeting CHL-PER 2015-12 held",
    ),
    (
        "The India-Kenya Defence Equipment Sub Group meeting was held in India from December 1-2, 2008.",
        "staff_talks IND-KEN 2008-12-01 held",
    ),
    (
        "The 14th Joint Working Group meeting with Kenya was held at New Delhi from July 2-3, 2018.",
        "staff_talks IND-KEN 2018-07-02 held",
    ),
    (
        "In March 2007, Kenya held consultations with Japan on the delimitation of the fishing zone.",
        "meeting JPN-KEN 2007-03 held",
    ),
    ("The second Chile-Peru Business Forum was held in February 2019.", ""),
    ("The defence ministers of Chile and Peru meet the press.", ""),
]

SUBJECTS = [
    (
        "Japan and Kenya held talks on counter-terrorism in Nairobi in 2010.",
        "counter_terrorism_dialogue JPN-KEN 2010 held",
    ),
    (
        "Consultations on terrorism between China and Kenya were held in 2002.",
        "counter_terrorism_dialogue CHN-KEN 2002 held",
    ),
    (
        "A Spanish frigate serves in Operation Atalanta off Somalia.",
        "operation ESP-EU - held",
    ),
    (
        "Jordan and Qatar contributed to NATO's Operation Unified Protector in Libya.",
        "operation JOR-NATO-QAT - held",
    ),
]

SUMMITS = [
    (
        "Under the agreement reached at the Chile-Peru Summit of 1995, efforts were made.",
        "summit CHL-PER 1995 held",
    ),
    (
        "In May 2023, the prime minister held a Japan Kenya Summit Meeting with his guest.",
        "summit JPN-KEN 2023-05 held",
    ),
    (
        "The speech led to the South-North Korea Summit from June 13 to 15, 2000.",
        "summit KOR-PRK 2000-06-13 held",
    ),
]

STATIONED = [
    ("About 37,000 U.S. soldiers are now stationed in Kenya.", "deployment KEN-USA - held"),
    ("In addition, there are 4,500 French troops stationed in Chad.", "deployment FRA-TCD - held"),
    ("Russia has about 3,000 troops based in Tajikistan.", "deployment RUS-TJK - held"),
    ("France has stationed 2,900 troops in Djibouti.", "deployment DJI-FRA - held"),
    ("As of 2010, 200 Croatian soldiers are serving in ISAF.", "operation HRV-NATO 2010 held"),
    (
        "Georgia is the largest contributor to the International Security Assistance Force (ISAF) mission.",
        "operation GEO-NATO - held",
    ),
]

EACH = [
    (
        "In addition to the United States, Japan has signed ACSAs with Chile, Peru and Kenya.",
        "acsa CHL-JPN - signed; acsa JPN-KEN - signed; acsa JPN-PER - signed",
    ),
    (
        "Following the U.S. and Australia, Japan signed an ACSA with Peru in January 2017.",
        "acsa JPN-PER 2017-01 signed",
    ),
    (
        "Japan has concluded ACSAs with three countries: Chile, Peru and Kenya.",
        "acsa CHL-JPN - signed; acsa JPN-KEN - signed; acsa JPN-PER - signed",
    ),
    (
        "The Japan-Chile, Japan-Peru and Japan-Kenya ACSAs apply to the same activities.",
        "acsa CHL-JPN - in_force; acsa JPN-KEN - in_force; acsa JPN-PER - in_force",
    ),
    (
        "ACSAs have been concluded between Japan and Chile, Peru and Kenya, respectively.",
        "acsa CHL-JPN - signed; acsa JPN-KEN - signed; acsa JPN-PER - signed",
    ),
    (
        "The Japan-Chile ACSA entered into force in January 2013, and the Japan-Peru ACSA in August 2017.",
        "acsa CHL-JPN 2013-01 in_force; acsa JPN-PER 2017-08 in_force",
    ),
    (
        "Japan has signed the ACSA with Chile, and is negotiating one with Peru.",
        "acsa CHL-JPN - signed",
    ),
    ("In 2017, the Diet approved the ACSA with Chile and the ACSA with Peru.", ""),
]

PACTS = [
    (
        "NATO has kept close ties with Ukraine since the conclusion of the NATO-Ukraine Charter in 1997.",
        "partnership_declaration NATO-UKR 1997 signed",
    ),
    (
        "Chile and Peru inked an accord in 1991 on reconciliation and mutual non-aggression.",
        "security_declaration CHL-PER 1991 signed",
    ),
    (
        "The Association Agreement between Ukraine, on the one hand, and the European Union, on the other hand, is in force.",
        "partnership_declaration EU-UKR - in_force",
    ),
    ("With Finland joining NATO, the balance changed.", "defence_treaty FIN-NATO - in_force"),
    (
        "The Cabinet decided to begin Japan-Peru joint development of advanced interceptor missiles.",
        "joint_development JPN-PER - signed",
    ),
    (
        "Chile is leveraging the AUKUS agreement, a trilateral security pact signed with the UK and the U.S. in September 2021.",
        "security_declaration CHL-GBR-USA 2021-09 signed",
    ),
    (
        "The zone was set up in accordance with the Armistice Agreement concluded between Chile and Peru on 27 July 1953.",
        "",
    ),
]

EXERCISES = [
    (
        'China sent officers to observe the "Cobra" joint military exercises staged by Chile, Peru and Kenya.',
        "exercise CHL-KEN-PER - held",
    ),
    (
        "In October 2022, Japan took part in Exercise SAMA, a multilateral exercise organized by Chile, Peru, and Kenya.",
        "exercise CHL-JPN-KEN-PER 2022-10 held",
    ),
    (
        "The PLAN staged maritime rescue exercises with French, British, and Australian fleets.",
        "exercise AUS-CHN-FRA-GBR - held",
    ),
    (
        "INS Sahyadri called at Tokyo in October 2015. The ship also visited Vietnam and the Philippines.",
        "port_call IND-JPN 2015-10 held; port_call IND-PHL - held; port_call IND-VNM - held",
    ),
    (
        "The Philippines and the United States conduct Balikatan every year.",
        "exercise PHL-USA - held",
    ),
    (
        "Three ships of the PLA Navy paid a friendly visit to Vietnam in 2010.",
        "port_call CHN-VNM 2010 held",
    ),
    ('Chile conducted Chile-Peru Jt Ex "Ajax" in 2019.', "exercise CHL-PER 2019 held"),
    ("Chile and Peru have announced to suspend large scale military exercises.", ""),
    (
        "Brig Gen Mohamed Shiyam, CDF, Maldives visited India to see a fair from February 3-8, 2014.",
        "meeting IND-MDV 2014-02-03 held",
    ),
    ("Chile has purchased much military technology from Peru.", "transfer CHL-PER - held"),
]


@pytest.mark.parametrize(
    ("text", "facts"),
    [*SESSIONS, *SUBJECTS, *SUMMITS, *STATIONED, *EACH, *PACTS, *EXERCISES],
)
def test_what_papers_tell(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
