"""Instruments and their stages, in the words of ministries, news and scholars.

The report is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

SIGNING_WORDS = [
    (
        "Agreement between the Government of Norway and the Government of Chile concerning the protection of classified military information. Signed at Santiago March 3, 2011.",
        "information_security CHL-NOR 2011-03-03 signed",
    ),
    (
        "Italy and Romania signed a defence treaty in Turin. Signing took place on May 9.",
        "defence_treaty ITA-ROU 2024-05-09 signed",
    ),
    (
        "Canada and Ghana signed a document on cooperation in the field of civil nuclear energy on 2 June 2020.",
        "civil_nuclear CAN-GHA 2020-06-02 signed",
    ),
    (
        "Japanese officials on 7 March 2016 signed a grant-in-aid deal with Sri Lanka.",
        "security_assistance JPN-LKA 2016-03-07 signed",
    ),
    (
        "Indonesia and India inked a defence cooperation agreement in Jakarta on 29 May 2018.",
        "defence_memorandum IDN-IND 2018-05-29 signed",
    ),
    (
        "The defence minister of Portugal and the defence minister of India signed last Saturday a memorandum of understanding on defence cooperation.",
        "defence_memorandum IND-PRT 2024-06-08 signed",
    ),
    (
        "Kenya and Turkey signed on Thursday an agreement on defence industry cooperation.",
        "equipment_technology KEN-TUR 2024-06-13 signed",
    ),
    (
        "Sweden and Finland put pen to paper on a memorandum of understanding on defence cooperation in July 2018.",
        "defence_memorandum FIN-SWE 2018-07 signed",
    ),
    (
        "Japan and Bangladesh exchanged notes on 15 November 2023 for a grant of patrol boats under Official Security Assistance.",
        "security_assistance BGD-JPN 2023-11-15 signed",
    ),
    (
        "A memorandum of cooperation in the field of defence was concluded between Japan and Georgia in July 2021.",
        "defence_memorandum GEO-JPN 2021-07 signed",
    ),
    (
        "The signing of a defence cooperation agreement by Brazil and Saudi Arabia took place in Riyadh on 3 May 2022.",
        "defence_memorandum BRA-SAU 2022-05-03 signed",
    ),
    (
        "An MoU on defence cooperation was exchanged between India and Nigeria on 17 November 2024 during the visit.",
        "",
    ),
    (
        "Armenia and Greece have signed a military-technical cooperation agreement, the Greek defence ministry said on Monday.",
        "defence_memorandum ARM-GRC - signed",
    ),
    (
        "Latvia and Canada renewed their memorandum of understanding on defence cooperation in 2019.",
        "defence_memorandum CAN-LVA 2019 signed",
    ),
    (
        "The Philippines signed a defence cooperation pact with Canada in January 2024.",
        "defence_memorandum CAN-PHL 2024-01 signed",
    ),
    (
        "Thailand has signed memoranda of understanding on defence cooperation with India (2012) and Japan (2014).",
        "defence_memorandum IND-THA 2012 signed; defence_memorandum JPN-THA 2014 signed",
    ),
    (
        "Under a letter of intent signed in Oslo on 5 June 2023, Norway and Denmark agreed to deepen military cooperation.",
        "defence_memorandum DNK-NOR 2023-06-05 signed",
    ),
]


RAA = [
    (
        "The Philippines and Japan kicked off talks on a reciprocal access agreement in November 2023.",
        "reciprocal_access JPN-PHL 2023-11 negotiating",
    ),
    (
        "Japan and the Philippines agreed on 3 November 2023 to start negotiations on a reciprocal access agreement.",
        "reciprocal_access JPN-PHL 2023-11-03 negotiating",
    ),
    (
        "Japan and France opened formal talks on a reciprocal access agreement in May 2024.",
        "reciprocal_access FRA-JPN 2024-05 negotiating",
    ),
    (
        "The Status of Visiting Forces Agreement between the Philippines and New Zealand was signed in Manila on 30 April 2025.",
        "",
    ),
    (
        "The reciprocal access agreement between Japan and Britain took effect on 15 October 2023.",
        "reciprocal_access GBR-JPN 2023-10-15 in_force",
    ),
    (
        "The RAA between Australia and Japan came into operation in August 2023.",
        "reciprocal_access AUS-JPN 2023-08 in_force",
    ),
    (
        "Papua New Guinea and the United States concluded a defence cooperation agreement on 22 May 2023 that gives US forces access to bases.",
        "defence_memorandum PNG-USA 2023-05-22 signed",
    ),
    (
        "The status of forces agreement between Iraq and the United States expired at the end of 2011.",
        "reciprocal_access IRQ-USA 2011 ended",
    ),
]


ACSA = [
    (
        "India and Japan signed an Agreement Concerning Reciprocal Provision of Supplies and Services between their armed forces on 9 September 2020.",
        "acsa IND-JPN 2020-09-09 signed",
    ),
    (
        "India and Australia concluded a mutual logistics support arrangement in June 2020.",
        "acsa AUS-IND 2020-06 signed",
    ),
    ("India and Oman signed a logistics support pact in 2018.", "acsa IND-OMN 2018 signed"),
    (
        "India and Vietnam signed an MoU on mutual logistics support on 8 June 2022.",
        "acsa IND-VNM 2022-06-08 signed",
    ),
    (
        "Sri Lanka and the United States signed the Acquisition and Cross-Servicing Agreement in March 2007.",
        "acsa LKA-USA 2007-03 signed",
    ),
    (
        "Talks between Japan and Italy on an ACSA were concluded in principle in June 2024.",
        "acsa ITA-JPN 2024-06 negotiating",
    ),
]


INFO = [
    (
        "South Korea and Japan signed the General Security of Military Information Agreement on 23 November 2016.",
        "information_security JPN-KOR 2016-11-23 signed",
    ),
    (
        "Japan and South Korea inked a military intelligence-sharing pact in November 2016.",
        "information_security JPN-KOR 2016-11 signed",
    ),
    (
        "The intelligence-sharing pact known as GSOMIA between Seoul and Tokyo was signed in 2016.",
        "information_security JPN-KOR 2016 signed",
    ),
    (
        "The agreement on mutual protection of classified information between Poland and Bulgaria was signed in Sofia on 4 June 2012.",
        "information_security BGR-POL 2012-06-04 signed",
    ),
    ("Ukraine and Japan signed an information security agreement on 16 November 2024.", ""),
    (
        "Canada and the Philippines signed a security of information arrangement in 2023.",
        "information_security CAN-PHL 2023 signed",
    ),
    (
        "Japan, the United States and South Korea concluded a trilateral information sharing arrangement on 29 December 2014.",
        "intelligence_arrangement JPN-KOR-USA 2014-12-29 signed",
    ),
    (
        "India and France signed an agreement on the exchange of classified information in March 2018.",
        "information_security FRA-IND 2018-03 signed",
    ),
]


EQUIPMENT = [
    (
        "Japan and Vietnam signed an agreement on the transfer of defence equipment and technology in September 2021.",
        "equipment_technology JPN-VNM 2021-09 signed",
    ),
    (
        "Japan and Thailand concluded a defence equipment transfer agreement on 2 May 2022.",
        "equipment_technology JPN-THA 2022-05-02 signed",
    ),
    (
        "The agreement on defence equipment transfers between Japan and the United Arab Emirates entered into force in January 2024.",
        "equipment_technology ARE-JPN 2024-01 in_force",
    ),
    (
        "South Korea and Poland signed an agreement on defence industry cooperation in 2013.",
        "equipment_technology KOR-POL 2013 signed",
    ),
    (
        "Spain and Turkey signed a memorandum of understanding on cooperation in the defence industry on 14 June 2024.",
        "equipment_technology ESP-TUR 2024-06-14 signed",
    ),
    (
        "Japan and Malaysia agreed in principle on an agreement on defence equipment transfer in November 2017.",
        "equipment_technology JPN-MYS 2017-11 negotiating",
    ),
    (
        "At the summit, substantial agreement was reached on the Japan-Germany agreement on defence equipment and technology in 2017.",
        "equipment_technology DEU-JPN 2017 negotiating",
    ),
    ("India and the United States signed the Security of Supply Arrangement in August 2024.", ""),
]


JOINT_DEVELOPMENT = [
    (
        "Japan, Britain and Italy agreed in December 2022 to jointly develop a next-generation fighter.",
        "joint_development GBR-ITA-JPN 2022-12 signed",
    ),
    (
        "Japan, Italy and the United Kingdom signed the treaty establishing the GCAP International Government Organisation on 14 December 2023.",
        "joint_development GBR-ITA-JPN 2023-12-14 signed",
    ),
    (
        "Japan and Australia concluded an agreement on joint research on underwater robotics in January 2024.",
        "joint_development AUS-JPN 2024-01 signed",
    ),
    (
        "South Korea and Indonesia are jointly developing the KF-21 fighter.",
        "joint_development IDN-KOR - in_force",
    ),
    (
        "India and Russia launched a joint project to develop the BrahMos missile in 1998.",
        "joint_development IND-RUS 1998 in_force",
    ),
    (
        "Japan and the United States agreed to co-develop the Glide Phase Interceptor in August 2023.",
        "joint_development JPN-USA 2023-08 signed",
    ),
]


@pytest.mark.parametrize(("text", "facts"), SIGNING_WORDS)
def test_signing_words(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), RAA)
def test_raa(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), ACSA)
def test_acsa(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), INFO)
def test_info(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), EQUIPMENT)
def test_equipment(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), JOINT_DEVELOPMENT)
def test_joint_development(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
