"""Instruments and talks, in the words of scholars and parliaments, and what unseen texts taught.

The report is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

SCHOLARS_AND_PARLIAMENTS = [
    (
        "The 2012 agreement on the security of information paved the way for closer ties between Japan and Australia.",
        "information_security AUS-JPN 2012 signed",
    ),
    (
        "With the signature of an ACSA in 2010, Tokyo and Canberra moved beyond dialogue.",
        "acsa AUS-JPN 2010 signed",
    ),
    (
        "Cooperation deepened after Seoul and Canberra agreed an action plan for security cooperation in 2009.",
        "security_declaration AUS-KOR 2009 signed",
    ),
    (
        "Tokyo concluded its first agreement on defence equipment with a European partner, the United Kingdom, in July 2013.",
        "equipment_technology GBR-JPN 2013-07 signed",
    ),
    (
        "The Joint Declaration on Security Cooperation, which Prime Ministers Howard of Australia and Abe of Japan signed in March 2007, was a watershed.",
        "security_declaration AUS-JPN 2007-03 signed",
    ),
    (
        "Malabar began in 1992 as a bilateral exercise between India and the United States.",
        "exercise IND-USA 1992 held",
    ),
    (
        "We, the Prime Ministers of India and Australia, met in Delhi on 10 March 2023 for the first annual summit.",
        "summit AUS-IND 2023-03-10 held",
    ),
    (
        "The Ministers of Chile and Peru welcomed the signing of the Memorandum of Understanding on coast guard cooperation on 3 May 2022.",
        "maritime_arrangement CHL-PER 2022-05-03 signed",
    ),
    (
        "The two ministers noted the successful conduct of the inaugural exercise between the navies of India and Kenya in March 2023.",
        "exercise IND-KEN 2023-03 held",
    ),
    (
        "Treaty between Australia and Indonesia on defence cooperation, signed at Magelang on 29 August 2024.",
        "",
    ),
    (
        "Spain and Morocco are parties to a 1991 treaty of friendship, good-neighbourliness and cooperation.",
        "partnership_declaration ESP-MAR 1991 signed",
    ),
    (
        "Japan provided the Philippine Coast Guard with ten patrol vessels between 2016 and 2018.",
        "transfer JPN-PHL 2016 held",
    ),
    (
        "The lease of five TC-90 aircraft by Japan to the Philippine Navy began in March 2017.",
        "transfer JPN-PHL 2017-03 held",
    ),
    (
        "Japan's Self-Defense Forces and the Australian Defence Force trained together in Exercise Southern Jackaroo in May 2013.",
        "exercise AUS-JPN 2013-05 held",
    ),
    (
        "A grant of 600 million yen for coastal radars was extended to the Philippines by Japan under OSA in November 2023.",
        "security_assistance JPN-PHL 2023-11 signed",
    ),
    (
        "Tokyo and Hanoi exchanged notes in August 2014 on a grant of six vessels.",
        "security_assistance JPN-VNM 2014-08 signed",
    ),
    (
        "Brazil and Argentina set up a bilateral defence working group in 1997.",
        "staff_talks ARG-BRA 1997 held",
    ),
    ("Japan dispatched its minesweepers to the Persian Gulf in 1991.", ""),
    ("New Zealand suspended defence ties with Fiji in 2006.", ""),
    (
        "France and Japan launched a cyber dialogue in 2014 and a maritime dialogue in 2019.",
        "cyber_dialogue FRA-JPN 2014 held; maritime_dialogue FRA-JPN 2019 held",
    ),
    (
        "The sixth Indonesia-Australia Foreign and Defence Ministers 2+2 Meeting was held on 9 September 2021 in Jakarta.",
        "two_plus_two AUS-IDN 2021-09-09 held",
    ),
    (
        "Relations between Greece and Israel warmed: a military cooperation agreement was signed in 2010 and a SOFA in 2015.",
        "defence_memorandum GRC-ISR 2010 signed; reciprocal_access GRC-ISR 2015 signed",
    ),
    (
        "The United Kingdom has had a defence agreement with Oman since 2019.",
        "defence_memorandum GBR-OMN 2019 in_force",
    ),
    ("Poland bought K9 howitzers from South Korea in 2022.", "transfer KOR-POL 2022 held"),
]


UNSEEN = [
    (
        "Fiji and Tonga held a round of policy planning consultations in Suva on 27 February 2024.",
        "staff_talks FJI-TON 2024-02-27 held",
    ),
    (
        "The ministry on Thursday said that the 2+2 talks held between Chile and Peru, a day before, were useful.",
        "two_plus_two CHL-PER 2024-06-12 held",
    ),
    (
        "The Status of Forces Agreement with Kenya2 was signed on 31 May 2007 by the defence minister of Ghana.",
        "reciprocal_access GHA-KEN 2007-05-31 signed",
    ),
    (
        "They welcomed the signature earlier this year of the Kenya-Ghana Civil Nuclear Cooperation Declaration.",
        "civil_nuclear GHA-KEN 2024 signed",
    ),
    (
        "Norway and Brazil noted progress under the Framework for Security Cooperation agreed in 2014.",
        "security_declaration BRA-NOR 2014 signed",
    ),
    (
        "Norway and Brazil will carry out the Framework for Security Cooperation which was agreed by their leaders in May 2014.",
        "security_declaration BRA-NOR 2014-05 signed",
    ),
    (
        "The United States signed a SOFA with Kenya in 1993, after concluding a mutual defence treaty with the country in 1952.",
        "defence_treaty KEN-USA 1952 signed; reciprocal_access KEN-USA 1993 signed",
    ),
    (
        "Chile and Kenya reiterated their commitment to defence cooperation under an enhanced pact signed in 2019.",
        "defence_memorandum CHL-KEN 2019 signed",
    ),
    (
        "Kenya and Fiji agreed to hold exercises in 2027. The two countries also signed an agreement on defence technologies.",
        "equipment_technology FJI-KEN 2024-06 signed",
    ),
    (
        "The agreement between Fiji, Kenya and Ghana on the status of forces was signed in 2003. The agreement entered into force between Fiji and Kenya in 2004.",
        "reciprocal_access FJI-GHA-KEN 2003 signed; reciprocal_access FJI-KEN 2004 in_force",
    ),
    (
        "The leaders of Kenya and Norway endorsed a joint vision for defence ties on Friday.",
        "security_declaration KEN-NOR 2024-06-14 signed",
    ),
    (
        "Kenya and Ghana have a mutual logistics arrangement in place since 2019.",
        "acsa GHA-KEN 2019 in_force",
    ),
    (
        "The defence heads of Fiji and Tonga held their first trilateral talks with Australia in Suva on 3 May 2024.",
        "",
    ),
    (
        "Norway has, since 2015, had a standing security dialogue with Kenya.",
        "staff_talks KEN-NOR 2015 held",
    ),
    (
        "The two navies wrapped up a four-day drill off Mombasa on Sunday, Kenya and India said.",
        "exercise IND-KEN 2024-06-09 held",
    ),
    ("It was in 2009 that Chile and Peru set up their 2+2.", "two_plus_two CHL-PER 2009 held"),
    (
        "Kenya's navy chief was in Oslo last week, where he met his Norwegian counterpart.",
        "meeting KEN-NOR 2024-06 held",
    ),
    (
        "Oslo and Nairobi have been discussing a status of forces agreement since March.",
        "reciprocal_access KEN-NOR 2024-03 negotiating",
    ),
    (
        "The Norwegian prime minister, on a visit to Nairobi, met the president of Kenya on 4 June 2024.",
        "summit KEN-NOR 2024-06-04 held",
    ),
    ("Norway agreed to transfer two patrol boats to Kenya under a deal signed on 4 May 2024.", ""),
    (
        "The 1999 visiting forces accord between the Philippines and the United States remains in force.",
        "reciprocal_access PHL-USA 1999 in_force",
    ),
    (
        "Norway's first frigate visit to Kenya in a decade began on Monday when HNoMS Otto docked in Mombasa.",
        "port_call KEN-NOR 2024-06-10 held",
    ),
    (
        "Following a request by Ghana, Norway provided it with two radars in 2020.",
        "transfer GHA-NOR 2020 held",
    ),
    (
        "Kenyan Foreign Minister Ann Oloo visited Oslo on Tuesday. She met her Norwegian counterpart and signed an extradition treaty.",
        "legal_cooperation KEN-NOR 2024-06-11 signed; meeting KEN-NOR 2024-06-11 held",
    ),
    (
        "An arrangement to protect classified information was reached between Fiji and Japan in May.",
        "information_security FJI-JPN 2024-05 signed",
    ),
    (
        "Ghana's air force took delivery on Friday of two helicopters donated by Italy.",
        "transfer GHA-ITA 2024-06-14 held",
    ),
    (
        "A defence pact between Kenya and Norway, the first of its kind, was initialled on Monday.",
        "defence_memorandum KEN-NOR 2024-06-10 signed",
    ),
    (
        "Defence cooperation between Chile and Kenya is governed by a 2016 memorandum of understanding.",
        "defence_memorandum CHL-KEN 2016 signed",
    ),
    (
        "The annual Norway-Kenya defence dialogue, now in its fifth year, was convened in Oslo on 3 June 2024.",
        "staff_talks KEN-NOR 2024-06-03 held",
    ),
    (
        "Vietnam and Kenya vowed to deepen ties as their presidents met on the sidelines of the UN General Assembly on 22 September 2023.",
        "summit KEN-VNM 2023-09-22 held",
    ),
    (
        "The Kenyan and Indian coast guards exercised together off Mombasa on Wednesday.",
        "exercise IND-KEN 2024-06-12 held",
    ),
    ("India has trained Kenyan officers since 1980.", ""),
    (
        "Kenya will receive two ships from Japan, which signed a grant agreement for patrol boats with Nairobi on 3 May 2024.",
        "security_assistance JPN-KEN 2024-05-03 signed",
    ),
    (
        "The reciprocal access agreement that Japan signed with the Philippines on 8 May 2024 is its third.",
        "reciprocal_access JPN-PHL 2024-05-08 signed",
    ),
    (
        "In September of 1954, Chile, France and Peru formed the Southeast Asia Treaty Organization.",
        "defence_treaty CHL-FRA-PER 1954-09 signed",
    ),
    (
        "The defence minister became the first Chilean defence minister to visit Peru in May 2023.",
        "meeting CHL-PER 2023-05 held",
    ),
    (
        "May 16, 2001. Treaty of friendship. Chile and Peru sign a treaty of friendship and cooperation.",
        "partnership_declaration CHL-PER 2001-05-16 signed",
    ),
    (
        "August 15, 2005 – August 25, 2005. Chile and Peru hold a naval exercise known as Condor 2005.",
        "exercise CHL-PER 2005-08-15 held",
    ),
    ("Chile and Peru signed a maritime boundary agreement in 1968.", ""),
    (
        "Chile is a member of the Five Power Defence Arrangements with Peru and Brazil.",
        "defence_treaty BRA-CHL-PER - in_force",
    ),
    (
        "The Chilean president and the leaders of three Nordic countries, Denmark, Finland and Norway, held a meeting in May 2021.",
        "summit CHL-DNK-FIN-NOR 2021-05 held",
    ),
    (
        "Chile and Peru agreed to step up ties, signing a memorandum on defence cooperation in May 2021.",
        "defence_memorandum CHL-PER 2021-05 signed",
    ),
    (
        "Chile and Peru raised their relations from a strategic partnership in 2009 to an extensive strategic partnership in 2014.",
        "partnership_declaration CHL-PER 2009 signed; partnership_declaration CHL-PER 2014 signed",
    ),
    (
        "The presidents of Chile and Peru held two groundbreaking summits in 2014.",
        "summit CHL-PER 2014 held",
    ),
    (
        "Their talks led to the joint declaration on security cooperation of Chile and Peru in 2007.",
        "security_declaration CHL-PER 2007 signed",
    ),
]


@pytest.mark.parametrize(("text", "facts"), SCHOLARS_AND_PARLIAMENTS)
def test_scholars_and_parliaments(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), UNSEEN)
def test_unseen(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
