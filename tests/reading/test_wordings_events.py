"""Exercises, visits and transfers, in the words of ministries, news and scholars.

The report is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

ASSISTANCE_AND_TRANSFER = [
    (
        "Japan decided to provide the Philippines with coastal radars under its official security assistance in November 2023.",
        "security_assistance JPN-PHL 2023-11 signed",
    ),
    (
        "Japan signed a grant agreement with Malaysia for rescue boats under Official Security Assistance (OSA) in December 2023.",
        "security_assistance JPN-MYS 2023-12 signed",
    ),
    (
        "Japan extended OSA grants to Fiji in December 2023.",
        "security_assistance FJI-JPN 2023-12 signed",
    ),
    (
        "Japan provided a 400-million-yen grant to Malaysia through the OSA in December 2023.",
        "security_assistance JPN-MYS 2023-12 signed",
    ),
    (
        "Australia handed over two Guardian-class patrol boats to Fiji on 6 March 2020.",
        "transfer AUS-FJI 2020-03-06 held",
    ),
    (
        "India delivered the first batch of BrahMos missiles to the Philippines on April 19.",
        "transfer IND-PHL 2024-04-19 held",
    ),
    ("South Korea donated a corvette to the Philippines in 2019.", "transfer KOR-PHL 2019 held"),
    (
        "Vietnam took delivery of six Kilo-class submarines from Russia between 2014 and 2017.",
        "transfer RUS-VNM 2014 held",
    ),
    (
        "Poland signed a contract with South Korea for K2 tanks in August 2022.",
        "transfer KOR-POL 2022-08 signed",
    ),
    (
        "Ukraine received Patriot missiles from Germany in April 2023.",
        "transfer DEU-UKR 2023-04 held",
    ),
    (
        "The Philippines ordered three air surveillance radars from Japan in 2020.",
        "transfer JPN-PHL 2020 signed",
    ),
    (
        "The handover of a patrol vessel by India to Maldives took place on 2 May 2023.",
        "transfer IND-MDV 2023-05-02 held",
    ),
    (
        "Two coast guard vessels built by Japan were delivered to the Philippine Coast Guard in May 2022.",
        "transfer JPN-PHL 2022-05 held",
    ),
    (
        "India gifted a missile corvette, INS Kirpan, to Vietnam on 22 July 2023.",
        "transfer IND-VNM 2023-07-22 held",
    ),
]


EXERCISES = [
    (
        "Since 2010 Japan has been a regular participant in exercise Balikatan with the United States and the Philippines.",
        "exercise JPN-PHL-USA 2010 held",
    ),
    (
        "Brazil took part in 2007 in naval drills involving South African and Indian warships.",
        "exercise BRA-IND-ZAF 2007 held",
    ),
    (
        "Joint drills involving Australian, Canadian and Philippine warships were held on 7 April 2024.",
        "exercise AUS-CAN-PHL 2024-04-07 held",
    ),
    (
        "The navies of Egypt and Greece conducted a passing exercise in the Mediterranean on 4 May 2021.",
        "exercise EGY-GRC 2021-05-04 held",
    ),
    ("Indonesia and Australia kicked off Exercise Keris Woomera on November 13, 2024.", ""),
    (
        "Kenya and Britain carried out a joint military exercise in March 2019.",
        "exercise GBR-KEN 2019-03 held",
    ),
    (
        "The Japan-India exercise Dharma Guardian began in Rajasthan on 25 February.",
        "exercise IND-JPN 2024-02-25 held",
    ),
    (
        "Troops from India and Kazakhstan trained together in the Kazind exercise in July 2023.",
        "exercise IND-KAZ 2023-07 held",
    ),
    (
        "The Indian Army contingent left for Mongolia to take part in the exercise Nomadic Elephant on 16 July 2023.",
        "exercise IND-MNG 2023-07-16 held",
    ),
    (
        "US, Japanese and South Korean warships held a joint maritime drill in the East China Sea on Thursday.",
        "exercise JPN-KOR-USA 2024-06-13 held",
    ),
    (
        "The French Navy frigate Prairial and the JMSDF destroyer Akizuki conducted bilateral training on 6 June 2024.",
        "exercise FRA-JPN 2024-06-06 held",
    ),
    (
        "India and Oman held the fifth edition of exercise Al Najah in Rajasthan in September 2024.",
        "",
    ),
    (
        "The fourth edition of exercise Al Najah between India and Oman was held in August 2022.",
        "exercise IND-OMN 2022-08 held",
    ),
    (
        "The Royal Australian Navy joined the Malabar exercise with India, Japan and the United States in November 2020.",
        "exercise AUS-IND-JPN-USA 2020-11 held",
    ),
    (
        "China and Serbia staged their first joint police and army drill in 2023.",
        "exercise CHN-SRB 2023 held",
    ),
    (
        "More than 11,000 Filipino and American troops are taking part in this year's Balikatan exercise.",
        "exercise PHL-USA 2024 held",
    ),
    (
        "Warships from India and Singapore carried out war games in the South China Sea in May 2023.",
        "exercise IND-SGP 2023-05 held",
    ),
    (
        "The Greek and French air forces exercised together over Crete in February 2022.",
        "exercise FRA-GRC 2022-02 held",
    ),
    (
        "Fighter jets of Japan and Italy flew a joint training sortie in August 2023.",
        "exercise ITA-JPN 2023-08 held",
    ),
]


PORT_CALLS = [
    (
        "The Indian warship INS Delhi made a port call at Colombo, Sri Lanka, on 1 September 2023.",
        "port_call IND-LKA 2023-09-01 held",
    ),
    (
        "A Japanese destroyer docked at Subic Bay in the Philippines on 3 April 2016.",
        "port_call JPN-PHL 2016-04-03 held",
    ),
    (
        "The frigate HMAS Toowoomba arrived in Chennai, India, for a port visit on 9 June 2024.",
        "port_call AUS-IND 2024-06-09 held",
    ),
    (
        "The US aircraft carrier Ronald Reagan visited Da Nang, Vietnam, in June 2023.",
        "port_call USA-VNM 2023-06 held",
    ),
    (
        "Two Turkish navy ships called at Karachi, Pakistan, on 5 May 2024.",
        "port_call PAK-TUR 2024-05-05 held",
    ),
    (
        "The JS Kaga arrived at the port of Colombo, Sri Lanka, on Sunday for a goodwill visit.",
        "port_call JPN-LKA 2024-06-09 held",
    ),
]


OPERATION_DEPLOYMENT = [
    (
        "Denmark deployed four fighter jets to Lithuania in January 2022.",
        "deployment DNK-LTU 2022-01 held",
    ),
    (
        "The British army sent troops to Estonia in 2017 as part of NATO's enhanced forward presence.",
        "deployment EST-GBR-NATO 2017 held",
    ),
    (
        "Philippine and Australian warships conducted a joint patrol in November 2023.",
        "operation AUS-PHL 2023-11 held",
    ),
    ("Bangladesh contributes troops to the UN mission in South Sudan.", "operation BGD-UN - held"),
    (
        "India and Indonesia conducted the 42nd edition of the coordinated patrol in May 2024.",
        "operation IDN-IND 2024-05 held",
    ),
]


@pytest.mark.parametrize(("text", "facts"), ASSISTANCE_AND_TRANSFER)
def test_assistance_and_transfer(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), EXERCISES)
def test_exercises(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), PORT_CALLS)
def test_port_calls(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), OPERATION_DEPLOYMENT)
def test_operation_deployment(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
