"""Several facts of one kind in a sentence, in every form for every kind; and what serves in them.

The document is of Friday, 14 June 2024. Sentences are made up.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

# Singular, plural and the verb of a kind.
INSTRUMENTS = {
    "acsa": ("Acquisition and Cross-Servicing Agreement", "ACSAs", "signed"),
    "information_security": (
        "General Security of Military Information Agreement",
        "agreements on the protection of military information",
        "concluded",
    ),
    "defence_memorandum": (
        "memorandum of understanding on defence cooperation",
        "memoranda of understanding on defence cooperation",
        "signed",
    ),
    "equipment_technology": (
        "agreement on the transfer of defence equipment and technology",
        "agreements on defence equipment and technology",
        "signed",
    ),
    "reciprocal_access": ("status of forces agreement", "status of forces agreements", "concluded"),
}
SESSIONS = {
    "exercise": ("joint naval exercise", "joint naval exercises", "held"),
    "staff_talks": ("round of navy staff talks", "navy staff talks", "held"),
    "vice_ministerial": (
        "vice-ministerial defence dialogue",
        "vice-ministerial defence talks",
        "held",
    ),
    "defence_ministerial": ("defence ministerial meeting", "defence ministerial meetings", "held"),
    "counter_terrorism_dialogue": ("counter-terrorism dialogue", "counter-terrorism talks", "held"),
    "two_plus_two": ("2+2 meeting", "2+2 meetings", "held"),
}
# The sentence, and of each partner the date.
DATED = [
    ("Chile has {v} {pl} with Peru (2007), Kenya (2010) and Ghana (2012).", "P2007 K2010 G2012"),
    ("Chile {v} {pl} with Peru in 2007, Kenya in 2010 and Ghana in 2012.", "P2007 K2010 G2012"),
    (
        "Chile {v} {pl} with Peru in May 2007, with Kenya in June 2010 and with Ghana in 2012.",
        "P2007-05 K2010-06 G2012",
    ),
    ("In 2007, Chile {v} its first {s} with Peru, followed by Kenya in 2010.", "P2007 K2010"),
    (
        "The first {s} between Chile and Peru was {v} in May 2007, and one between Chile and Kenya in 2010.",
        "P2007-05 K2010",
    ),
    ("Chile {v} the first {s} with Peru in 2007 and the second in 2010.", "P2007 P2010"),
    ("Chile and Peru {v} their first {s} in 2007 and their second one in 2010.", "P2007 P2010"),
    ("Chile: {s} with Peru {v} in May 2007", "P2007-05"),
]
PACTS = [
    ("Chile {v} its first {s} with Peru in 2007. A similar one was {v} with Kenya in 2010.", "P2007 K2010"),
    ("As of 2012, Chile has {v} {pl} with three countries, namely Peru, Kenya and Ghana.", "P- K- G-"),
    ("Chile has {pl} with three countries: Peru, Kenya and Ghana.", "P- K- G-"),
    ("Since its {s} with Peru was {v} in 2007, Chile has {v} {pl} with Kenya and Ghana.", "P2007 K- G-"),
    ("Chile, which had {v} its first {s} with Peru in 2007, {v} another with Kenya in 2010.", "P2007 K2010"),
]  # fmt: skip
CODES = {"P": "CHL-PER", "K": "CHL-KEN", "G": "CHL-GHA"}
TOLD = [
    (sentence.format(s=s, pl=pl, v=verb), {f"{kind} {CODES[f[0]]} {f[1:]}" for f in facts.split()})
    for kinds, sentences in (
        (INSTRUMENTS, [*DATED, *PACTS]),
        (SESSIONS, DATED),
    )
    for kind, (s, pl, verb) in kinds.items()
    for sentence, facts in sentences
]


@pytest.mark.parametrize(("text", "facts"), TOLD)
def test_several_at_once(news: Callable[[str], str], text: str, facts: set[str]) -> None:
    assert {fact.rsplit(" ", 1)[0] for fact in news(text).split("; ")} == facts


WORDINGS = [
    (
        "In May 2010, the Chile-Peru Acquisition and Cross-Servicing Agreement was signed at the third Chile-Peru 2+2 meeting, and it entered into force in January 2013.",
        "acsa CHL-PER 2010-05 signed; acsa CHL-PER 2013-01 in_force; two_plus_two CHL-PER 2010-05 held",
    ),
    (
        "Chile has signed Mutual Logistics Support Agreements with four nations--Thailand (1991), Australia (1998), New Zealand (2007), and Turkey (2008)--and is pursuing similar deals with Kenya and Israel.",
        "acsa AUS-CHL 1998 signed; acsa CHL-NZL 2007 signed; acsa CHL-THA 1991 signed; acsa CHL-TUR 2008 signed",
    ),
    (
        "Chile signed ACSAs with Canada and France, both of which obtained approval of Congress in May 2019.",
        "acsa CAN-CHL - signed; acsa CHL-FRA - signed",
    ),
    (
        "The Chile-Peru security relationship is not directed against others. In April 1998, both governments agreed to a revised Acquisition and Cross-Servicing Agreement (ACSA).",
        "acsa CHL-PER 1998-04 signed",
    ),
    (
        "Kenyan Deputy Defence Minister led delegation visited India in August 2017 and met officials.",
        "meeting IND-KEN 2017-08 held",
    ),
    (
        "Also, in December 2016, Minister Perez of Chile visited Peru, and at the Chile-Peru Defense Ministerial Meeting the two ministers signed a memorandum regarding defense cooperation.",
        "defence_memorandum CHL-PER 2016-12 signed; defence_ministerial CHL-PER 2016-12 held",
    ),
    (
        "At the Chile-Peru Vice Defense Ministerial Meeting, the two sides spoke of training.",
        "vice_ministerial CHL-PER - held",
    ),
    (
        "At the Chile-Peru Defence Vice Ministers' Meeting in 2012, both sides spoke of training.",
        "vice_ministerial CHL-PER 2012 held",
    ),
    (
        "Chile has also held anti-terrorism consultations respectively with Peru, Kenya and India.",
        "counter_terrorism_dialogue CHL-IND - held; counter_terrorism_dialogue CHL-KEN - held; counter_terrorism_dialogue CHL-PER - held",
    ),
    (
        "Chile held navy-to-navy meetings with Peru and Kenya in 2004.",
        "staff_talks CHL-KEN 2004 held; staff_talks CHL-PER 2004 held",
    ),
    (
        "In 2013 a meeting of the Minister of Defence of Ukraine with the NATO Secretary General took place.",
        "meeting NATO-UKR 2013 held",
    ),
    (
        "In 2016 there were several events, including the visit of the Peruvian Parliamentary State Secretary of Defence to Chile.",
        "meeting CHL-PER 2016 held",
    ),
    (
        "The Chile-Peru relationship began in 2003. Association with Chile and Peru gives us logistic support arrangements and access to intelligence.",
        "",
    ),
    (
        "In light of several consultations and recommendations from NATO experts, the Government of Montenegro has chosen a site.",
        "",
    ),
    (
        "The Polish Armed Forces changed because of the participation of troops in NATO peace support operations.",
        "operation NATO-POL - held",
    ),
    (
        "Slovak troops continued their tasks under the UNFICYP mission in Cyprus.",
        "operation SVK-UN - held",
    ),
    (
        "Members of the Serbian Armed Forces are currently deployed as military observers in multinational operations of the United Nations in Liberia.",
        "operation SRB-UN - held",
    ),
    (
        "The soldiers of the Kenyan contingent in Iraq help to stabilise the country.",
        "deployment IRQ-KEN - held",
    ),
    (
        "He spoke of the dispatching of Korean troops to the UN Interim Forces in Lebanon (UNIFIL).",
        "operation KOR-UN - held",
    ),
    (
        "Czech military police officers have been operating in Iraq since December 2003.",
        "deployment CZE-IRQ 2003-12 held",
    ),
    (
        "From 2020 to early 2023, Kenya also contributed a reconnaissance group to the peacekeeping mission in Mali (MINUSMA).",
        "operation KEN-UN 2020 held",
    ),
    (
        "The ability of the Chilean forces to conduct joint operations is essential to interoperability with NATO and with US forces.",
        "",
    ),
    (
        "Measures include the participation of EUNAVFOR in exercises with several countries and an enhanced security partnership with South Korea and Japan.",
        "",
    ),
    (
        "There were goodwill visits by Indian naval ships at Indonesian, Philippine and Thai ports.",
        "port_call IDN-IND - held; port_call IND-PHL - held; port_call IND-THA - held",
    ),
    (
        "Naval ships from Thailand, Canada, Australia and Peru have paid port visits to China.",
        "port_call AUS-CHN - held; port_call CAN-CHN - held; port_call CHN-PER - held; port_call CHN-THA - held",
    ),
    (
        "In October 2016, PLA Navy vessels that had participated in counter-piracy activities off the coast of Somalia made friendship visits to Myanmar and Malaysia.",
        "port_call CHN-MMR 2016-10 held; port_call CHN-MYS 2016-10 held",
    ),
    (
        "IN ships made port calls at Maputo and Nacala in Mozambique, Male in Maldives, Port Louis in Mauritius and Port Victoria in Seychelles in 2008.",
        "port_call IND-MDV 2008 held; port_call IND-MOZ 2008 held; port_call IND-MUS 2008 held; port_call IND-SYC 2008 held",
    ),
    (
        "IN Ships Ranvijay and Karmuk visited Yangon, Myanmar from November 13 to 16, 2006.",
        "port_call IND-MMR 2006-11-13 held",
    ),
    (
        "During mutual port calls and other activities, the PLA Navy has run joint maritime exercises with the navies of India, France and Kenya.",
        "exercise CHN-FRA-IND-KEN - held",
    ),
    (
        "ICG ships Vajra and Sultana visited Chittagong, Bangladesh from April 24-28, 2011 for the third Indo-Bangladesh Coast Guard Joint Exercise.",
        "exercise BGD-IND 2011-04-24 held; port_call BGD-IND 2011-04-24 held",
    ),
    (
        "The picture shows a Chilean frigate exercising with an Omani patrol vessel.",
        "exercise CHL-OMN - held",
    ),
    (
        "US and Egyptian forces train together in Exercise Bright Star.",
        "exercise EGY-USA - held",
    ),
    (
        "China dispatched an observer to a U.S. military exercise in June 2006.",
        "",
    ),
    (
        "Strengthening the strategic partnership with the United States is critically important to NATO and Latvia.",
        "",
    ),
    (
        "The PRC's aims include blocking Taiwan's weapons acquisition channels and exchange of port calls.",
        "",
    ),
    (
        "Chile and Peru held a summit meeting in 2007.",
        "summit CHL-PER 2007 held",
    ),
    (
        "Chile and Peru met in Lima in May 2007 to discuss security.",
        "meeting CHL-PER 2007-05 held",
    ),
    (
        "Chilean and Peruvian officials met in May 2007.",
        "meeting CHL-PER 2007-05 held",
    ),
    (
        "A meeting of the heads of the general staffs of Chile, Peru and Kenya was held in Lima in 2007.",
        "meeting CHL-KEN-PER 2007 held",
    ),
    (
        "The minister met with the Defence Ministers of Peru and Kenya on the sidelines.",
        "",
    ),
    (
        "Chile deploys 200 troops to ISAF.",
        "operation CHL-NATO - held",
    ),
    (
        "In 2017 Germany deployed a battalion to Lithuania.",
        "deployment DEU-LTU 2017 held",
    ),
    (
        "A Chinese vessel collided with a Japanese patrol boat near the islands in September 2010.",
        "statement CHN-JPN 2010-09 held",
    ),
    (
        "In 2001 a collision between U.S. and Chinese military planes occurred.",
        "statement CHN-USA 2001 held",
    ),
    (
        "As of 2012, Chile has signed ACSAs with three countries, namely Peru, Kenya and Ghana.",
        "acsa CHL-GHA - signed; acsa CHL-KEN - signed; acsa CHL-PER - signed",
    ),
    (
        "In 2007, Chile signed a status of forces agreement with Peru, followed by Kenya in 2010.",
        "reciprocal_access CHL-KEN 2010 signed; reciprocal_access CHL-PER 2007 signed",
    ),
    (
        "Chile and Kenya have held 42 rounds of vice-ministerial consultations.",
        "vice_ministerial CHL-KEN - held",
    ),
    (
        "Along with Peru, Chile concluded a status of forces agreement with Kenya in 2010.",
        "reciprocal_access CHL-KEN-PER 2010 signed",
    ),
    (
        "With Peru, in May 2016, Chile signed an acquisition and cross-servicing agreement.",
        "acsa CHL-PER 2016-05 signed",
    ),
    (
        "The Chilean defence minister visited India in May 2003, Thailand in June 2003 and Peru in July 2003.",
        "meeting CHL-IND 2003-05 held; meeting CHL-PER 2003-07 held; meeting CHL-THA 2003-06 held",
    ),
    (
        "Treaty of mutual co-operation and security between Chile, acting for its forces and others, and Peru of 3 June 1929",
        "partnership_declaration CHL-PER 1929-06-03 signed",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), WORDINGS)
def test_wordings(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
