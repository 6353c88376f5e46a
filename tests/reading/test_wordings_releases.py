"""What releases and reports tell of papers, talks and ships, and what only looks like it.

The document is of Friday, 14 June 2024. Sentences are made up; each family of wordings has a test.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

NOTES = [
    (
        (
            "On 4 June, in Lima, Mr Ito, Minister for Foreign Affairs of Japan, and Ms Vargas, Minister of"
            " Peru, signed and exchanged notes for the grant of rescue equipment."
        ),
        "security_assistance JPN-PER 2024-06-04 signed",
    ),
    (
        "Ghana and Japan exchanged notes concerning the provision of two patrol boats.",
        "security_assistance GHA-JPN - signed",
    ),
]

ONE_PACT = [
    (
        (
            "Chile and Japan signed a defence pact on Monday. Ministers put their names to the Reciprocal"
            " Access Agreement of Chile and Japan in Santiago."
        ),
        "reciprocal_access CHL-JPN 2024-06-10 signed",
    ),
    (
        (
            "Norway and Japan signed a military pact in May that lets them deploy forces on each other's"
            " soil."
        ),
        "reciprocal_access JPN-NOR 2024-05 signed",
    ),
    (
        "Kenya and India signed a defence agreement on 3 June. They also signed an ACSA.",
        "acsa IND-KEN 2024-06-03 signed; defence_memorandum IND-KEN 2024-06-03 signed",
    ),
]

SEVERAL = [
    (
        "Peru and Chile signed agreements on cybersecurity and defence on 2 June.",
        "cyber_arrangement CHL-PER 2024-06-02 signed; defence_memorandum CHL-PER 2024-06-02 signed",
    ),
    (
        "Japan signed an ACSA with Chile in 2021. It had signed similar accords with Peru in 2015.",
        "acsa CHL-JPN 2021 signed; acsa JPN-PER 2015 signed",
    ),
    (
        (
            "Japan and Peru signed a memorandum on defence in May 2011, and the Joint Statement on Defence"
            " Cooperation in April 2018."
        ),
        "defence_memorandum JPN-PER 2011-05 signed; security_declaration JPN-PER 2018-04 signed",
    ),
]

DAYS = [
    (
        "The Ecuador and Peru navies held a joint exercise on the 8th.",
        "exercise ECU-PER 2024-06-08 held",
    ),
    (
        (
            "The third Japan-Chile defence policy dialogue was held from Monday, 3rd to Tuesday, 4th June"
            " 2024."
        ),
        "staff_talks CHL-JPN 2024-06-03 held",
    ),
    (
        "Chile and Peru today signed a joint statement on security cooperation towards 2035.",
        "security_declaration CHL-PER 2024-06-14 signed",
    ),
    (
        "An ACSA between Norway and Japan, signed in Oslo on 6 march 2019.",
        "acsa JPN-NOR 2019-03-06 signed",
    ),
]

PLACES = [
    ("In Tokyo, Japan and Estonia signed an ACSA.", "acsa EST-JPN - signed"),
    (
        (
            "The President of Korea had a summit meeting with the President of France on 2 June 2024 in"
            " Hamburg, Germany."
        ),
        "summit FRA-KOR 2024-06-02 held",
    ),
    (
        "The Japanese destroyer Akebono called at Colombo on 5 June.",
        "port_call JPN-LKA 2024-06-05 held",
    ),
    ("Việt Nam and Türkiye signed an ACSA on 1 June.", "acsa TUR-VNM 2024-06-01 signed"),
]

NAMED = [
    (
        "Norway's base in Chile houses two hundred soldiers under an agreement signed in 2014.",
        "reciprocal_access CHL-NOR 2014 signed",
    ),
    (
        "Norway will set up a base in Chile as part of a 2014 mutual defence treaty.",
        "defence_treaty CHL-NOR 2014 signed",
    ),
    (
        "The action plan is based on the October 2008 Peru-Japan Joint Declaration on Security Cooperation.",
        "security_declaration JPN-PER 2008-10 signed",
    ),
    (
        (
            "Peru and Chile on Monday praised their partnership. At the second Peru-Chile 2+2 Ministerial"
            " Dialogue, the two also spoke of space."
        ),
        "two_plus_two CHL-PER 2024-06-10 held",
    ),
    (
        "Peru and Chile reached an in-principle agreement on a reciprocal access agreement on 3 June.",
        "reciprocal_access CHL-PER 2024-06-03 negotiating",
    ),
]

NOT_SO = [
    ("Ministers of Peru and Chile agreed on a framework over exporting patrol boats to Chile.", ""),
    ("The ministers of Peru and Chile are anticipated to sign an ACSA at a meeting this week.", ""),
    ("Peru is looking to forge reciprocal access agreements with Chile and Japan.", ""),
    ("The accord is to facilitate joint exercises between Peru and Chile.", ""),
    ("Chile and Peru want the early commencement of negotiations of an ACSA.", ""),
    ("Norway began coordinating with Estonia to hold a two-plus-two meeting by early July.", ""),
    (
        (
            "Japan will hold a joint exercise with Peru next month. With the drill, Japan hopes to deepen"
            " ties with Peru."
        ),
        "",
    ),
    ("Ministers of Peru spoke of an alliance amid tensions, above all with Chile and Bolivia.", ""),
    ("Minister Sato visited Peru and Chile in early May.", ""),
    (
        (
            "Defence Minister Sato met his Norwegian counterpart and the Defence Minister of Estonia on"
            " Monday."
        ),
        "",
    ),
]

STAGES = [
    (
        "Talks on the Peru-Japan visiting forces agreement have been finalised, the ministry said.",
        "reciprocal_access JPN-PER - negotiating",
    ),
    (
        "Ukraine and Norway have finalised the text of a bilateral security agreement.",
        "security_declaration NOR-UKR - negotiating",
    ),
    (
        (
            "The ACSA between Chile and Japan, which helps the forces of both, came into effect in May"
            " 2023."
        ),
        "acsa CHL-JPN 2023-05 in_force",
    ),
]


SINCE = [
    (
        "Chile and Peru plan to hold a two-plus-two meeting in Lima next month, the first since September 2022.",
        "two_plus_two CHL-PER 2022-09 held",
    ),
    (
        "Kenya and Ghana will hold a defence policy dialogue next month for the first time since 2019.",
        "staff_talks GHA-KEN 2019 held",
    ),
    (
        (
            "Kenya and Ghana are planning to hold a 2+2 meeting on 30 March, which will be the first time"
            " for the two to hold such a meeting since December 2015."
        ),
        "two_plus_two GHA-KEN 2015-12 held",
    ),
    (
        "Peru and Japan have had a strategic partnership since 2014.",
        "partnership_declaration JPN-PER 2014 in_force",
    ),
    ("Peru and Japan see each other as strategic partners.", ""),
    (
        "Chile and Norway are working to finalize a visiting forces agreement, officials said.",
        "reciprocal_access CHL-NOR - negotiating",
    ),
    (
        "The Kenyan Defence Minister held bilateral discussions with the Minister of Defence of Norway in Oslo on Tuesday.",
        "meeting KEN-NOR 2024-06-11 held",
    ),
    (
        "Exercise Blue Condor now includes the navies of Chile, Peru, Japan and Norway.",
        "exercise CHL-JPN-NOR-PER - held",
    ),
]


HOSTS = [
    ("Brunei hosts a British Army garrison.", "deployment BRN-GBR - held"),
    (
        "Bahrain hosts thousands of U.S. service members and is the only country to do so.",
        "deployment BHR-USA - held",
    ),
    ("France maintains a military presence in Djibouti.", "deployment DJI-FRA - held"),
    ("The government maintains a large garrison in the capital.", ""),
    (
        "Since 2018, Chile and Peru have provided patrol boats to Palau.",
        "transfer CHL-PLW 2018 held; transfer PER-PLW 2018 held",
    ),
    (
        "Belgium, France and the Netherlands signed the Brussels Treaty in March 1948.",
        "defence_treaty BEL-FRA-NLD 1948-03 signed",
    ),
    (
        "An attack would invoke the commitments of the 1951 U.S.-Philippines Mutual Defense Treaty.",
        "defence_treaty PHL-USA 1951 signed",
    ),
    (
        "The national security advisers of Chile, Peru and Japan gathered in Lima on 3 June 2024.",
        "meeting CHL-JPN-PER 2024-06-03 held",
    ),
]


# Grants and orders that are agreed on, who acts after a date, and dates that belong to others.
AGREED = [
    (
        "The President of Chile agreed Monday with his Peruvian counterpart to supply rescue boats to the country's navy.",
        "security_assistance CHL-PER 2024-06-10 signed",
    ),
    (
        "Japan has agreed with Ghana to provide two patrol boats under Official Security Assistance.",
        "security_assistance GHA-JPN - signed",
    ),
    ("Japan and Ghana agreed to provide support to fishermen.", ""),
    (
        "In 2022, Warsaw signed several agreements with South Korea for K2 tanks and light attack aircraft.",
        "transfer KOR-POL 2022 signed",
    ),
    (
        "South Korea on Friday signed a major arms export deal with Peru.",
        "transfer KOR-PER 2024-06-14 signed",
    ),
    (
        "The French director, who is visiting Singapore from 31 January to 2 February 2024, co-chaired the Singapore-France defence policy dialogue today.",
        "staff_talks FRA-SGP 2024-06-14 held",
    ),
    (
        "Chile and Peru also signed a letter of intent on defence cooperation to expand the laboratory that they had established in April 2023.",
        "defence_memorandum CHL-PER - signed",
    ),
    (
        'The two countries held a "two-plus-two" meeting in Lima on Tuesday. From Japan, both ministers attended; Peru was represented by its own.',
        "two_plus_two JPN-PER 2024-06-11 held",
    ),
    (
        "As part of the deal signed in 2019, Chile delivered the missiles to Peru in April 2023.",
        "transfer CHL-PER 2023-04 held",
    ),
    (
        "The trade bloc will build on the free trade agreement that Chile already has with Peru.",
        "economic_partnership CHL-PER - in_force",
    ),
    (
        "In the course of his tour of the Andes the President of Chile, at the end of a long week, paid an official visit to Peru on 27, 28 and 29 May.",
        "summit CHL-PER 2024-05-27 held",
    ),
    (
        "Today the President of Chile and the President of Peru met in Lima. Second, we have released a joint statement on security cooperation.",
        "security_declaration CHL-PER 2024-06-14 signed; summit CHL-PER 2024-06-14 held",
    ),
]


@pytest.mark.parametrize(
    ("text", "facts"),
    [*HOSTS, *SINCE, *NOTES, *ONE_PACT, *SEVERAL, *DAYS, *PLACES, *STAGES, *NAMED, *AGREED],
)
def test_what_releases_tell(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts


@pytest.mark.parametrize(("text", "facts"), NOT_SO)
def test_what_only_looks_like_a_fact(news: Callable[[str], str], text: str, facts: str) -> None:
    assert news(text) == facts
