"""Meetings and dialogues, in the words of ministries, news and scholars.

The report is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

TWO_PLUS_TWO = [
    (
        "The foreign and defence ministers of Chile and Peru met in Lima on 3 March 2021.",
        "two_plus_two CHL-PER 2021-03-03 held",
    ),
    (
        "The foreign and defense ministers of the Philippines and Japan held talks in Manila on Monday.",
        "two_plus_two JPN-PHL 2024-06-10 held",
    ),
    (
        "Foreign Minister Anna Berg and Defence Minister Karl Holm of Sweden met their Finnish counterparts in Helsinki on 4 May 2022.",
        "two_plus_two FIN-SWE 2022-05-04 held",
    ),
    (
        "Australia's Foreign Minister Jane Doe and Defence Minister John Roe held talks with their Indonesian counterparts in Bali on 9 February 2023.",
        "two_plus_two AUS-IDN 2023-02-09 held",
    ),
    (
        "The Minister for Foreign Affairs of Kenya, Dr Ann Other, and the Minister of Defence of Kenya, Mr Bob Other, met the Minister for Foreign Affairs of India, Mr C. Rao, and the Minister of Defence of India, Mr D. Sen, in Nairobi on 5 July 2023.",
        "two_plus_two IND-KEN 2023-07-05 held",
    ),
    (
        "The third 2+2 Ministerial Dialogue between India and Brazil was co-chaired by the foreign and defence ministers on 12 April 2024.",
        "two_plus_two BRA-IND 2024-04-12 held",
    ),
    (
        "The Secretary of State and the Secretary of Defense of the United States hosted their Korean counterparts in Washington on March 18, 2021.",
        "two_plus_two KOR-USA 2021-03-18 held",
    ),
    (
        "The two-plus-two format between Tokyo and Berlin met for the first time in April 2021.",
        "two_plus_two DEU-JPN 2021-04 held",
    ),
    (
        "Ministers of foreign affairs and of defence of France and Australia met in Paris on 30 January 2023 for the second 2+2 consultations.",
        "two_plus_two AUS-FRA 2023-01-30 held",
    ),
    (
        "Indonesian Defence Minister A. Wirawan and Foreign Minister B. Lestari met with Turkish Defence Minister C. Demir and Foreign Minister D. Yilmaz in Ankara on 6 January 2024.",
        "two_plus_two IDN-TUR 2024-01-06 held",
    ),
    (
        "The first meeting of foreign and defence ministers of Japan and the United Kingdom was held in Tokyo in January 2013.",
        "two_plus_two GBR-JPN 2013-01 held",
    ),
]


VICE_MINISTERIAL = [
    (
        "The 5th Vietnam-Japan Deputy-Ministerial Defence Policy Dialogue took place in Hanoi on 14 May 2024.",
        "vice_ministerial JPN-VNM 2024-05-14 held",
    ),
    (
        "Deputy Defence Minister Tran Van A and Deputy Minister of Defence of Laos B. Vong co-chaired the fourth Vietnam-Laos defence policy dialogue on March 2, 2023.",
        "vice_ministerial LAO-VNM 2023-03-02 held",
    ),
    (
        "Vice Foreign Minister Li A and Deputy Foreign Minister Kim B co-chaired the China-South Korea strategic dialogue in Seoul on July 24, 2023.",
        "vice_ministerial CHN-KOR 2023-07-24 held",
    ),
    (
        "India and Nepal held foreign secretary level talks in Kathmandu in February 2023.",
        "vice_ministerial IND-NPL 2023-02 held",
    ),
    (
        "Japan's vice-minister of defence for international affairs held a vice-ministerial consultation with his Thai counterpart on 7 March 2022.",
        "vice_ministerial JPN-THA 2022-03-07 held",
    ),
    (
        "Japan and India held the 8th Vice-Ministerial Level Defence Policy Dialogue on 9 April 2024.",
        "vice_ministerial IND-JPN 2024-04-09 held",
    ),
    (
        "The sixth round of Foreign Office Consultations between India and Norway was held in Oslo on 11 May 2023.",
        "vice_ministerial IND-NOR 2023-05-11 held",
    ),
]


DEFENCE_MINISTERS = [
    (
        "The defence ministers of Singapore and New Zealand held their third annual Defence Ministers' Meeting on 4 May 2023.",
        "defence_ministerial NZL-SGP 2023-05-04 held",
    ),
    (
        "Japan and Australia held a defence ministerial meeting in Singapore on 1 June 2024.",
        "defence_ministerial AUS-JPN 2024-06-01 held",
    ),
    (
        "The 12th Korea-Indonesia Defense Ministers' Meeting took place in Seoul on August 23.",
        "defence_ministerial IDN-KOR 2023-08-23 held",
    ),
    (
        "Australia and Singapore convened the annual Singapore-Australia Defence Ministers' Dialogue last week.",
        "defence_ministerial AUS-SGP 2024-06 held",
    ),
    (
        "A trilateral meeting of the defence ministers of Japan, South Korea and the United States was held on the sidelines of the Shangri-La Dialogue on 2 June 2024.",
        "defence_ministerial JPN-KOR-USA 2024-06-02 held",
    ),
]


FOREIGN_MINISTERS = [
    (
        "The Japan-Brazil Foreign Ministers' Dialogue was held in Brasilia on 19 May 2022.",
        "foreign_ministerial BRA-JPN 2022-05-19 held",
    ),
    (
        "The 6th India-Japan Strategic Dialogue was held between External Affairs Minister A. Rao and Foreign Minister B. Sato in April 2012.",
        "foreign_ministerial IND-JPN 2012-04 held",
    ),
    (
        "The foreign ministers of India and Indonesia co-chaired the seventh Joint Commission Meeting in New Delhi on 17 June 2022.",
        "foreign_ministerial IDN-IND 2022-06-17 held",
    ),
    (
        "A trilateral foreign ministers' meeting of Japan, China and South Korea was held in Busan on November 26, 2023.",
        "foreign_ministerial CHN-JPN-KOR 2023-11-26 held",
    ),
]


SUMMIT = [
    (
        "Prime Minister Smith of New Zealand held a summit meeting with Prime Minister Lee of Singapore in Wellington on 15 April 2024.",
        "summit NZL-SGP 2024-04-15 held",
    ),
    (
        "The President of France paid a state visit to India on 25 and 26 January 2024.",
        "summit FRA-IND 2024-01-25 held",
    ),
    (
        "The leaders of Japan, the United States and the Philippines held their first-ever trilateral summit in Washington on April 11, 2024.",
        "summit JPN-PHL-USA 2024-04-11 held",
    ),
    (
        "Japan's prime minister and Germany's chancellor met in Berlin on Friday.",
        "summit DEU-JPN 2024-06-14 held",
    ),
    (
        "President Ruto of Kenya and President Yoon of South Korea met in Seoul on June 5.",
        "summit KEN-KOR 2024-06-05 held",
    ),
    (
        "Prime Minister Ana Silva met Prime Minister Joao Costa of Portugal on 2 May 2024 in Lisbon during her official visit.",
        "",
    ),
    (
        "The Prime Minister of Vietnam met the Prime Minister of Australia on March 7, 2024.",
        "summit AUS-VNM 2024-03-07 held",
    ),
    (
        "The Emperor of Japan and the King of Jordan met in Tokyo in April 2023.",
        "summit JOR-JPN 2023-04 held",
    ),
    ("The inaugural India-Central Asia summit was hosted by India on 27 January 2022.", ""),
    (
        "The Italian premier travelled to Tunis on 11 June 2023 for talks with the Tunisian president.",
        "summit ITA-TUN 2023-06-11 held",
    ),
    (
        "During a summit in Delhi on 9 September 2023, Prime Minister Rao and President Blum of Brazil agreed to expand trade.",
        "",
    ),
]


MEETING = [
    (
        "Defence ministers from Chile, Peru and Brazil met with the Kenyan Secretary of Defence last Friday in Lima.",
        "meeting BRA-CHL-KEN-PER 2024-06-07 held",
    ),
    (
        "The defence ministers of Chile and Peru met in Lima on 3 June 2024. This was the twelfth meeting of the defence leaders of the two nations.",
        "meeting CHL-PER 2024-06-03 held",
    ),
    (
        "Defence Minister Ram Sharma of India called on his Vietnamese counterpart in Hanoi on 8 June 2022.",
        "meeting IND-VNM 2022-06-08 held",
    ),
    (
        "Japanese Defence Minister Taro Mori held talks with Philippine Defence Secretary Jose Cruz in Manila on 12 May 2024.",
        "meeting JPN-PHL 2024-05-12 held",
    ),
    (
        "The Chief of Army Staff of India visited Nepal from 5 to 8 September 2022.",
        "meeting IND-NPL 2022-09-05 held",
    ),
    (
        "India's Chief of Naval Staff is on an official visit to Greece from 24 to 28 May 2024.",
        "meeting GRC-IND 2024-05-24 held",
    ),
    (
        "Turkish Foreign Minister Hakan Demir met with his Egyptian counterpart in Cairo on Saturday.",
        "meeting EGY-TUR 2024-06-08 held",
    ),
    (
        "Singapore's defence minister hosted his Malaysian counterpart to lunch on 3 April 2024.",
        "meeting MYS-SGP 2024-04-03 held",
    ),
    (
        "The Norwegian defence minister received the Polish defence minister in Oslo on 2 February 2024.",
        "meeting NOR-POL 2024-02-02 held",
    ),
    (
        "A delegation of the Vietnamese navy paid an official visit to India from 6 to 9 March 2023.",
        "meeting IND-VNM 2023-03-06 held",
    ),
    (
        "The defence ministers of Japan and Italy met in Rome on 20 October 2023.",
        "meeting ITA-JPN 2023-10-20 held",
    ),
    (
        "The Australian Defence Minister met his Fijian counterpart in Suva today.",
        "meeting AUS-FJI 2024-06-14 held",
    ),
    (
        "German Defence Minister Anna Vogt arrived in Stockholm on 4 April 2024 for talks with her Swedish counterpart.",
        "meeting DEU-SWE 2024-04-04 held",
    ),
    (
        "The national security advisers of India and the United States met in Washington on 31 January 2023.",
        "meeting IND-USA 2023-01-31 held",
    ),
]


STAFF_TALKS = [
    (
        "The 9th India-Japan Navy-to-Navy Staff Talks were held in New Delhi on 3 and 4 May 2021.",
        "staff_talks IND-JPN 2021-05-03 held",
    ),
    (
        "The 14th Joint Defence Cooperation Committee meeting between India and Mongolia was held in Ulaanbaatar on 16 May 2024.",
        "staff_talks IND-MNG 2024-05-16 held",
    ),
    (
        "Australia and Vietnam held their annual Defence Cooperation Working Group in Canberra in June 2023.",
        "staff_talks AUS-VNM 2023-06 held",
    ),
    (
        "Japan and South Korea held a director-general-level security dialogue in Seoul on April 17, 2023.",
        "staff_talks JPN-KOR 2023-04-17 held",
    ),
    (
        "The US-Philippine Bilateral Strategic Dialogue was held in Washington in April 2024.",
        "staff_talks PHL-USA 2024-04 held",
    ),
    (
        "The armies of India and France held the 20th Army-to-Army Staff Talks in Paris in May 2024.",
        "staff_talks FRA-IND 2024-05 held",
    ),
    (
        "The inaugural Defence Strategic Dialogue between New Zealand and Fiji took place in Suva on 6 February 2024.",
        "staff_talks FJI-NZL 2024-02-06 held",
    ),
    (
        "Poland and Germany held military staff consultations in Warsaw in May 2019.",
        "staff_talks DEU-POL 2019-05 held",
    ),
    (
        "The India-US Military Cooperation Group met in Delhi in March 2023.",
        "staff_talks IND-USA 2023-03 held",
    ),
    (
        "A politico-military dialogue between Greece and Egypt was launched in 2015.",
        "staff_talks EGY-GRC 2015 held",
    ),
]


SPECIALISED_DIALOGUES = [
    (
        "The 5th India-Japan Cyber Dialogue was held virtually on 14 September 2023.",
        "cyber_dialogue IND-JPN 2023-09-14 held",
    ),
    (
        "The 2nd Japan-France Comprehensive Maritime Dialogue was held in Paris on 20 September 2019.",
        "maritime_dialogue FRA-JPN 2019-09-20 held",
    ),
    (
        "India and Australia held the sixth Maritime Security Dialogue in Canberra on 2 August 2023.",
        "maritime_dialogue AUS-IND 2023-08-02 held",
    ),
    (
        "The third US-Japan Comprehensive Dialogue on Space was held in Tokyo in July 2016.",
        "space_dialogue JPN-USA 2016-07 held",
    ),
    (
        "The 14th meeting of the India-Germany Joint Working Group on Counter-Terrorism took place in Berlin in February 2023.",
        "counter_terrorism_dialogue DEU-IND 2023-02 held",
    ),
    (
        "Japan and ASEAN held a counter-terrorism dialogue in Phnom Penh in May 2015.",
        "counter_terrorism_dialogue ASEAN-JPN 2015-05 held",
    ),
    (
        "Estonia and Japan launched bilateral cyber consultations in December 2014.",
        "cyber_dialogue EST-JPN 2014-12 held",
    ),
    (
        "India and the EU held their 4th maritime security dialogue in Brussels on Thursday.",
        "maritime_dialogue EU-IND 2024-06-13 held",
    ),
]


@pytest.mark.parametrize(("text", "facts"), TWO_PLUS_TWO)
def test_two_plus_two(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), VICE_MINISTERIAL)
def test_vice_ministerial(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), DEFENCE_MINISTERS)
def test_defence_ministers(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), FOREIGN_MINISTERS)
def test_foreign_ministers(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), SUMMIT)
def test_summit(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), MEETING)
def test_meeting(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), STAFF_TALKS)
def test_staff_talks(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), SPECIALISED_DIALOGUES)
def test_specialised_dialogues(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
