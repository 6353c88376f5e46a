"""What news tell in two sentences, deny, or only expect.

The report is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

STATEMENT = [
    (
        "The leaders of Japan and Kenya issued a joint statement on 8 February 2024.",
        "statement JPN-KEN 2024-02-08 held",
    ),
]


NEGATIVES = [
    ("Japan and Canada hope to sign an information security agreement by the end of the year.", ""),
    ("No agreement on visiting forces has been signed between Fiji and Japan.", ""),
    ("India would welcome an ACSA with Brazil.", ""),
    ("Norway denied that it had signed a defence pact with Latvia.", ""),
    ("Peru is expected to sign a memorandum on defence with Chile next month.", ""),
    ("Ministers discussed the possibility of a joint exercise between Kenya and India.", ""),
]


ANAPHORA = [
    (
        "Japan and Peru held defence talks. The two sides signed a memorandum of understanding on defence cooperation on 4 May 2023.",
        "defence_memorandum JPN-PER 2023-05-04 signed; staff_talks JPN-PER - held",
    ),
    (
        "Our two nations signed a status of forces agreement in 2015. Chile and Peru are close friends.",
        "reciprocal_access CHL-PER 2015 signed",
    ),
    (
        "I visited Ghana back in 2013. And back then the Ghana-India agreement on defence cooperation came into effect.",
        "defence_memorandum GHA-IND 2013 in_force",
    ),
]


FURTHER = [
    (
        "The Minister for Foreign Affairs of Kenya, Dr Ann Other, and the Minister of Defence of Kenya, Mr Bob Other, met the Minister for Foreign Affairs of India, Mr C. Rao, and the Minister of Defence of India, Mr D. Sen, in Nairobi on 5 July 2023.",
        "two_plus_two IND-KEN 2023-07-05 held",
    ),
    (
        "India and Tanzania set up a joint working group on defence industry in October 2023.",
        "staff_talks IND-TZA 2023-10 held",
    ),
    ("Canberra and Tokyo will soon begin talks on a logistics pact, officials said.", ""),
    ("Canberra and Tokyo have begun talks on a logistics pact.", "acsa AUS-JPN - negotiating"),
    (
        "Spain joined Portugal for a naval exercise in the Gulf of Cadiz last month.",
        "exercise ESP-PRT 2024-05 held",
    ),
    (
        "The Philippine and US armies opened their annual Salaknib exercise on April 8.",
        "exercise PHL-USA 2024-04-08 held",
    ),
    (
        "Vietnam People's Navy ship 016 took part in the exercise hosted by the Indian Navy at Visakhapatnam in February 2024.",
        "exercise IND-VNM 2024-02 held",
    ),
    (
        "Malaysia hosted the Thai navy for a bilateral exercise in the Andaman Sea on 12 May 2024.",
        "exercise MYS-THA 2024-05-12 held",
    ),
    (
        "Troops of the two countries held drills near Jaisalmer, as India and France concluded exercise Shakti on May 26.",
        "exercise FRA-IND 2024-05-26 held",
    ),
    (
        "Ghana received four patrol boats from the United States on Tuesday.",
        "transfer GHA-USA 2024-06-11 held",
    ),
    (
        "Two patrol boats were handed over to the Ghanaian navy by the United States on 11 June 2024.",
        "transfer GHA-USA 2024-06-11 held",
    ),
    (
        "Sri Lanka's navy commissioned an offshore patrol vessel gifted by India in 2019.",
        "transfer IND-LKA 2019 held",
    ),
    (
        "Turkey's Baykar aside, Kenya bought armoured vehicles from Turkey in 2023.",
        "transfer KEN-TUR 2023 held",
    ),
    (
        "The United Arab Emirates has ordered 80 Rafale fighters from France.",
        "transfer ARE-FRA - signed",
    ),
    ("Egypt took delivery of the first French frigate in 2015.", "transfer EGY-FRA 2015 held"),
    (
        "A US guided-missile destroyer docked in Colombo on Monday, the US embassy in Sri Lanka said.",
        "port_call LKA-USA 2024-06-10 held",
    ),
    (
        "Three ships of the Indian Navy's Eastern Fleet arrived in Singapore on 6 May 2024 for a port visit.",
        "port_call IND-SGP 2024-05-06 held",
    ),
    (
        "The Royal Navy's HMS Spey called at Suva, Fiji, on her first visit on 4 March 2024.",
        "port_call FJI-GBR 2024-03-04 held",
    ),
    (
        "President Widodo of Indonesia hosted Prime Minister Anwar of Malaysia in Jakarta on 9 January 2023.",
        "summit IDN-MYS 2023-01-09 held",
    ),
    (
        "The Malaysian prime minister arrived in Hanoi on Sunday for a two-day official visit to Vietnam.",
        "summit MYS-VNM 2024-06-09 held",
    ),
    (
        "Chinese Defence Minister Li A held talks with his Singaporean counterpart on the sidelines of the forum on Friday.",
        "meeting CHN-SGP 2024-06-14 held",
    ),
    (
        "On the sidelines of the Munich conference in February 2024, the defence ministers of Finland and Japan met.",
        "meeting FIN-JPN 2024-02 held",
    ),
    (
        "Army chiefs of India and Bangladesh met in Dhaka in June 2023.",
        "meeting BGD-IND 2023-06 held",
    ),
    (
        "The commander of the Australian fleet visited Tonga in May 2023.",
        "meeting AUS-TON 2023-05 held",
    ),
    (
        "In March 2023 the French Chief of Defence Staff visited Poland and Estonia.",
        "meeting EST-FRA 2023-03 held; meeting FRA-POL 2023-03 held",
    ),
    ("The Minister of National Defence visited Chad and Mali.", ""),
    (
        "A Canadian defence delegation visited the Philippines from 5 to 7 June 2024.",
        "meeting CAN-PHL 2024-06-05 held",
    ),
    (
        "The United States and India concluded an industrial security agreement in December 2019.",
        "information_security IND-USA 2019-12 signed",
    ),
    (
        "The Visiting Forces Agreement between Papua New Guinea and New Zealand was concluded in 2023.",
        "reciprocal_access NZL-PNG 2023 signed",
    ),
    (
        "Japanese and British leaders signed the Reciprocal Access Agreement at the Tower of London on 11 January 2023.",
        "reciprocal_access GBR-JPN 2023-01-11 signed",
    ),
    ("Cabinet approved the signing of a defence MoU between Brazil and Kenya.", ""),
    (
        "India has 2+2 dialogues with the United States, Japan and Australia.",
        "two_plus_two AUS-IND - held; two_plus_two IND-JPN - held; two_plus_two IND-USA - held",
    ),
    (
        "Following the talks, a memorandum of understanding on coast guard cooperation was signed by India and Indonesia.",
        "maritime_arrangement IDN-IND 2024-06 signed",
    ),
    ("Australia and Tuvalu unveiled the Falepili Union treaty in November 2023.", ""),
    (
        "In 2019 Estonia donated patrol boats to Georgia, and a year later it gave Ukraine rifles.",
        "transfer EST-GEO 2019 held; transfer EST-UKR 2020 held",
    ),
    (
        "Under an agreement signed in 2014, the United States has access to five Philippine bases.",
        "",
    ),
    (
        "The US-Philippines EDCA, signed in 2014, was expanded in 2023.",
        "reciprocal_access PHL-USA 2014 signed",
    ),
    ("Tokyo and Manila's defence chiefs met on 4 June.", "meeting JPN-PHL 2024-06-04 held"),
    (
        "The prime ministers of India and Japan inked a raft of deals, including a civil nuclear pact, on 11 November 2016.",
        "civil_nuclear IND-JPN 2016-11-11 signed",
    ),
    (
        "Negotiators from Switzerland and the EU wrapped up negotiations on an agreement on police cooperation in 2023.",
        "legal_cooperation CHE-EU 2023 negotiating",
    ),
    (
        "Since 2014, the navies of Brazil, India and South Africa have held the IBSAMAR exercise every two years.",
        "exercise BRA-IND-ZAF 2014 held",
    ),
    (
        "A joint statement was issued by the foreign ministers of Norway and Iceland on 6 June 2024.",
        "statement ISL-NOR 2024-06-06 held",
    ),
    (
        "Ukraine signed bilateral security agreements with Britain on 12 January 2024 and with France on 16 February 2024.",
        "security_declaration FRA-UKR 2024-02-16 signed; security_declaration GBR-UKR 2024-01-12 signed",
    ),
    ("Kenya deployed police officers to Haiti in June 2024.", "deployment HTI-KEN 2024-06 held"),
    (
        "Australian P-8A aircraft were deployed to Japan in May 2018 to monitor sanctions.",
        "deployment AUS-JPN 2018-05 held",
    ),
    (
        "In an effort to deepen naval ties, Chile and Peru launched the five-day Condor naval exercise in the Pacific on 3 May 2023.",
        "exercise CHL-PER 2023-05-03 held",
    ),
    (
        "The Chilean and Peruvian navies first exercised in 1994, though the series as such began in 2003.",
        "exercise CHL-PER 1994 held",
    ),
    (
        "Chile and Peru prepare to implement their newly ratified Reciprocal Access Agreement.",
        "reciprocal_access CHL-PER - signed",
    ),
    (
        "The President of Chile signed a defence treaty with the President of Peru in May 2021, following years of negotiations.",
        "defence_treaty CHL-PER 2021-05 signed",
    ),
    (
        "Chile and Peru, alongside Brazil, held a trilateral naval exercise in May 2021.",
        "exercise BRA-CHL-PER 2021-05 held",
    ),
    (
        "Chile and Peru have conducted four coordinated maritime patrols since 2010.",
        "operation CHL-PER 2010 held",
    ),
    (
        "The German and French leaders signed the Treaty of Aachen on 22 January 2019.",
        "partnership_declaration DEU-FRA 2019-01-22 signed",
    ),
    (
        "The two ministers approved the agreement between Chile and Peru in December, expanding military cooperation on the border.",
        "",
    ),
    (
        "On 7 June Chile signed three agreements on security cooperation with Peru, Kenya and Ghana.",
        "security_declaration CHL-GHA 2024-06-07 signed; security_declaration CHL-KEN 2024-06-07 signed; security_declaration CHL-PER 2024-06-07 signed",
    ),
]


@pytest.mark.parametrize(("text", "facts"), STATEMENT)
def test_statement(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), NEGATIVES)
def test_negatives(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), ANAPHORA)
def test_anaphora(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), FURTHER)
def test_further(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
