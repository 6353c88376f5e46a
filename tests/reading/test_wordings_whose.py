"""Wordings of whose: of whom or what the dates, the verbs and the partners of a sentence are said.

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
    ("Prime Minister Lagos of Chile and Prime Minister Perez of Peru confirmed agreement in principle on the Chile-Peru Reciprocal Access Agreement at their summit in London on May 5.", "reciprocal_access CHL-PER 2024-05-05 negotiating; summit CHL-PER 2024-05-05 held"),
    ("In May 2014 Chile and Peru signed the Lima Declaration on security cooperation. A Memorandum of Cooperation and Exchanges in the Field of Defence was also signed.", "defence_memorandum CHL-PER 2014-05 signed; security_declaration CHL-PER 2014-05 signed"),
    ("Chile and Peru have signed an agreement allowing their forces to share military supplies, deepening a partnership launched with a 2+2 dialogue four years ago.", "acsa CHL-PER - signed; two_plus_two CHL-PER 2020 held"),
    ("Six patrol ships donated by Chile were delivered to Peru in 2015.", "transfer CHL-PER 2015 held"),
    ("Between 2003 and 2008 Chile and Peru cooperated in Iraq, where Chilean troops provided security for Peruvian engineers in Al Muthanna.", ""),
    ("Chile concluded ACSAs with the United States (1996), Australia (2010), Canada and France (2018) and India (2020).", "acsa AUS-CHL 2010 signed; acsa CAN-CHL 2018 signed; acsa CHL-FRA 2018 signed; acsa CHL-IND 2020 signed; acsa CHL-USA 1996 signed"),
    ("The Committee considered the Agreement between the Government of Chile and the Government of Peru on the Security of Information, done at Lima on 17 May 2012.", "information_security CHL-PER 2012-05-17 signed"),
    ("Chile and Peru: in June 2019 Defense Minister Perez met Minister of National Defence Garcia in Lima.", "meeting CHL-PER 2019-06 held"),
    ("Between April and June 2018, the Chilean frigate Prat called at Indonesia, Sri Lanka and Vietnam.", "port_call CHL-IDN 2018-04 held; port_call CHL-LKA 2018-04 held; port_call CHL-VNM 2018-04 held"),
    ("Chile and Peru signed a military supply-sharing agreement on Monday.", "acsa CHL-PER 2024-06-10 signed"),
    ("Chile and Peru signed a deal to share ammunition and fuel on Monday.", "acsa CHL-PER 2024-06-10 signed"),
    ("Chile and Peru signed a Mutual Logistics Support Agreement in June 2022, along with a Joint Vision Statement on the Defence Partnership towards 2030.", "acsa CHL-PER 2022-06 signed; security_declaration CHL-PER 2022-06 signed"),
    ("Chile and Peru signed an ACSA in June 2022, along with a status of forces agreement.", "acsa CHL-PER 2022-06 signed; reciprocal_access CHL-PER 2022-06 signed"),
    (
        "South Korea and Japan signed a military intelligence pact on Wednesday. The accord was signed by Defence Minister Han Min-koo and Japanese Ambassador Nagamine in Seoul.",
        "information_security JPN-KOR 2024-06-12 signed",
    ),
    (
        "Three Australian warships were challenged by the Chinese military as they passed through the sea. They docked in Vietnam's largest city on Thursday for a three-day visit.",
        "port_call AUS-VNM 2024-06-13 held",
    ),
    (
        "Chile's relationship with Malaysia was upgraded to a Strategic Partnership in May 2015, that with Indonesia in March 2015, and that with Laos in 2016.",
        "partnership_declaration CHL-IDN 2015-03 signed; partnership_declaration CHL-LAO 2016 signed; partnership_declaration CHL-MYS 2015-05 signed",
    ),
    (
        "The Chilean Navy and the Indian Navy conducted the exercise MALABAR 09 together with the U.S. Navy in April 2009.",
        "exercise CHL-IND-USA 2009-04 held",
    ),
    (
        "A defence cooperation memorandum between Chile and Peru dates from 2012, an information security agreement followed in 2016, and an equipment transfer agreement was signed with Peru the year after.",
        "defence_memorandum CHL-PER 2012 signed; equipment_technology CHL-PER 2017 signed; information_security CHL-PER 2016 signed",
    ),
    (
        "Defence ministers of Chile and Peru, meeting in Kenya, agreed on Thursday to start formal talks on an information security agreement.",
        "information_security CHL-PER 2024-06-13 negotiating; meeting CHL-PER 2024-06-13 held",
    ),
    (
        "Prime Minister Perez of Chile and President Garcia of Peru, meeting in Kenya on Monday, agreed to trade more.",
        "summit CHL-PER 2024-06-10 held",
    ),
    (
        "Chile handed over two patrol ships to Peru under a deal agreed last November.",
        "transfer CHL-PER - held",
    ),
    (
        "The first Chile-Peru-Kenya dialogue at foreign secretary level was held in Lima in June 2015.",
        "vice_ministerial CHL-KEN-PER 2015-06 held",
    ),
    (
        "Under the 2016 Comprehensive Strategic Partnership, Chile and Peru signed a memorandum of understanding on military training in October of that year.",
        "defence_memorandum CHL-PER 2016-10 signed; partnership_declaration CHL-PER 2016 signed",
    ),
    (
        "In June 2014 Chile and Peru signed an agreement for cooperation in the field of defence equipment and technology.",
        "equipment_technology CHL-PER 2014-06 signed",
    ),
    (
        "The leaders of Chile and Peru welcomed the exercise held in January 2023. They expressed satisfaction at the operationalisation of the Agreement concerning Reciprocal Provision of Supplies and Services between the forces of Chile and of Peru.",
        "acsa CHL-PER - in_force; exercise CHL-PER 2023-01 held",
    ),
    (
        "The defence ministers of Chile, Peru and Kenya put their names to a mutual defence treaty in Lima on Thursday.",
        "defence_treaty CHL-KEN-PER 2024-06-13 signed",
    ),
    (
        "At Camp David on Friday, Biden, Kishida and Yoon issued a joint statement.",
        "statement JPN-KOR-USA 2024-06-14 held",
    ),
    (
        "Chile and Peru agreed on Thursday to resume a security dialogue at a summit in Tokyo between Kishida and Yoon.",
        "summit JPN-KOR 2024-06-13 held",
    ),
    (
        "Chile has Information Security Agreements with Peru and Kenya, and a memorandum of understanding on defence cooperation with the latter was signed in 2011.",
        "defence_memorandum CHL-KEN 2011 signed; information_security CHL-KEN - in_force; information_security CHL-PER - in_force",
    ),
    (
        "The Second Chile-Peru Maritime Dialogue is scheduled for 2025; the inaugural meeting took place in Lima on 20 September 2019.",
        "maritime_dialogue CHL-PER 2019-09-20 held",
    ),
    (
        "Chile and Peru spoke of their Defence Policy Dialogue, the eighth round of which took place in Lima in October 2019.",
        "staff_talks CHL-PER 2019-10 held",
    ),
    (
        "Foreign Minister Kishida of Japan met Foreign Secretary Hammond of Britain on 21 January 2015.",
        "meeting GBR-JPN 2015-01-21 held",
    ),
    (
        "Chile and Peru on Monday inked a deal that sets a framework for the supply of Chilean defence equipment and technology to Peru.",
        "equipment_technology CHL-PER 2024-06-10 signed",
    ),
    (
        "Chile and Peru struck a defence transfer accord in September last year.",
        "equipment_technology CHL-PER 2023-09 signed",
    ),
    (
        "Chile and Peru will set up a dialogue among officers, Chilean Defence Minister Perez said after talks with Peruvian counterpart Garcia in Lima on Monday.",
        "meeting CHL-PER 2024-06-10 held",
    ),
    (
        "Chile and Peru postponed their first joint army exercise.",
        "",
    ),
    (
        "Chile and Peru put off the signing of an ACSA on Friday.",
        "",
    ),
    (
        "The ANZUS Treaty binds Australia, New Zealand and the United States.",
        "defence_treaty AUS-NZL-USA - in_force",
    ),
    (
        "The mutual defence treaty of 1951 links Chile, Peru and Kenya.",
        "defence_treaty CHL-KEN-PER 1951 signed",
    ),
    (
        "Chile has maintained a base in Djibouti since July 2011.",
        "deployment CHL-DJI 2011-07 held",
    ),
    (
        "Chile and Peru inaugurated a maritime forum in December 2016.",
        "maritime_dialogue CHL-PER 2016-12 held",
    ),
    (
        "President Lagos of Chile and President Perez of Peru met in Lima on Friday, two days after their foreign and defence ministers had held a 2+2 in Santiago.",
        "summit CHL-PER 2024-06-14 held; two_plus_two CHL-PER 2024-06-12 held",
    ),
    (
        "Biden hosted the leaders of Australia, India and Japan at the White House on Friday for the first in-person summit of the Quad.",
        "summit AUS-IND-JPN-USA 2024-06-14 held",
    ),
    (
        "The Quad leaders met in Hiroshima on Saturday.",
        "summit AUS-IND-JPN-USA 2024-06-08 held",
    ),
    (
        "Chile agreed in 2011 on the holding of an annual defence policy dialogue with Peru; the first took place in Lima in November 2012.",
        "staff_talks CHL-PER 2012-11 held",
    ),
    (
        "The Visiting Forces Agreement with Peru (1998), the Status of Visiting Forces Agreement with Kenya (signed in 2007, ratified in 2012) and, since July 2023, the Reciprocal Access Agreement with Ghana give Chile three partners.",
        "reciprocal_access CHL-GHA 2023-07 signed; reciprocal_access CHL-KEN 2007 signed; reciprocal_access CHL-PER 1998 signed",
    ),
    (
        "In 1902 Chile and Peru concluded an alliance that was renewed in 1905.",
        "defence_treaty CHL-PER 1902 signed; defence_treaty CHL-PER 1905 signed",
    ),
    (
        "Chile was the last of the big three to hold a 2+2 with Peru, in April 2021.",
        "two_plus_two CHL-PER 2021-04 held",
    ),
    (
        "Chile has concluded a maritime cooperation arrangement with Hanoi (January 2024), a defence cooperation agreement with Ottawa (January 2024) and one with Berlin (May 2023).",
        "defence_memorandum CAN-CHL 2024-01 signed; defence_memorandum CHL-DEU 2023-05 signed; maritime_arrangement CHL-VNM 2024-01 signed",
    ),
    (
        "The leaders of Chile and Peru confirmed that OSA cooperation between Chile and Peru would be promoted.",
        "",
    ),
    (
        "High Representative Borrell and Foreign Minister Iwaya held the first Japan-EU Strategic Dialogue at foreign minister level on 1 November 2023.",
        "foreign_ministerial EU-JPN 2023-11-01 held",
    ),
    (
        "The President of Chile and Peruvian Prime Minister Perez agreed at talks in Lima on Sunday to launch a security dialogue.",
        "summit CHL-PER 2024-06-09 held",
    ),
    (
        "Morrison of Australia reached an agreement on Tuesday, the Australian leader said after talks with Suga in Tokyo.",
        "summit AUS-JPN 2024-06-11 held",
    ),
    (
        "Chilean and Peruvian warships drilled together in the bay in August 2023.",
        "exercise CHL-PER 2023-08 held",
    ),
    (
        "Chile and Peru signed an ACSA in 2010. A similar agreement between Kenya and Chile was signed a year earlier.",
        "acsa CHL-KEN 2009 signed; acsa CHL-PER 2010 signed",
    ),
    (
        "In 2017 Chile and Peru held a vice-ministerial consultation in Lima, and Minister Perez bought a house in December.",
        "vice_ministerial CHL-PER 2017 held",
    ),
    (
        "Since 2010 Chile and Peru have taken part in Pacific Partnership, and a trilateral naval drill with the United States was held off Lima in June 2012.",
        "exercise CHL-PER-USA 2012-06 held",
    ),
    (
        "Chile's and Peru's defence ministers held bilateral talks in Lima in May 2010, the first since the 2+2 in December 2008.",
        "meeting CHL-PER 2010-05 held; two_plus_two CHL-PER 2008-12 held",
    ),
    (
        "The two defence ministers of Chile and Peru issued a vision statement on 3 May 2023.",
        "statement CHL-PER 2023-05-03 held",
    ),
    (
        "Did Chile and Peru conduct naval drills in May 2020?",
        "",
    ),
    (
        "Chile and Peru signed an ACSA in 2010? No such text is known.",
        "",
    ),
    (
        "The Ministers of Chile and Peru noted the successful port visit by the Chilean destroyers to Peru in April 2015.",
        "port_call CHL-PER 2015-04 held",
    ),
    (
        "Ministers welcomed the signing of the Arrangement on Research, Development, Test and Evaluation between the Department of Defence of Chile and the Ministry of Defense of Peru in June 2023.",
        "equipment_technology CHL-PER 2023-06 signed",
    ),
    (
        "Chile and Peru welcomed the agreement in principle reached on an agreement concerning the transfer of defence equipment, and the visit of a Chilean submarine to Peru in October 2020.",
        "equipment_technology CHL-PER - negotiating; port_call CHL-PER 2020-10 held",
    ),
    (
        "Chile and Peru signed an accord Saturday that will enable the export of Chile-made defense equipment and technology to Peru, as Chilean Defense Minister Perez met with his counterpart Garcia in Lima.",
        "equipment_technology CHL-PER 2024-06-08 signed; meeting CHL-PER 2024-06-08 held",
    ),
    (
        "Chile and Peru had signed a defence agreement facilitating the transfer of defence hardware and technology.",
        "equipment_technology CHL-PER - signed",
    ),
    (
        "Two Chilean destroyers and a Peruvian frigate practised the Code for Unplanned Encounters at Sea.",
        "",
    ),
    (
        "Chile and Peru established a joint working group, and the first bilateral naval exercise had been held off Lima in June of the previous year.",
        "exercise CHL-PER 2023-06 held; staff_talks CHL-PER - held",
    ),
    (
        "In May 2013 Chile and Peru established a working group, and the first bilateral naval exercise, ANCHOR, had been held off Chile in June of the previous year.",
        "exercise CHL-PER 2012-06 held",
    ),
    (
        "None of Chile's agreements with Peru contains a mutual defence clause.",
        "",
    ),
    (
        "The Committee reviewed the Agreement between the Government of Chile and the Government of Peru concerning Reciprocal Provision of Supplies and Services between the Chilean Defence Force and the Forces of Peru, which was signed in Lima on 19 May 2010.",
        "acsa CHL-PER 2010-05-19 signed",
    ),
    (
        "In June 2016, Chilean Defense Minister Perez held bilateral meetings with the defense ministers of Singapore, India, Thailand and Vietnam.",
        "meeting CHL-IND 2016-06 held; meeting CHL-SGP 2016-06 held; meeting CHL-THA 2016-06 held; meeting CHL-VNM 2016-06 held",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), WORDINGS)
def test_wordings(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
