"""The closed list of what personal data is used for."""

from enum import StrEnum


class Purpose(StrEnum):
    """A use that the privacy policy allows. The comment names the fideslang data use and the policy's clause."""

    PROVIDE_SERVICES = "provide_services"  # essential.service; US-5: read, show, price, make what the user asks for
    SECURE_SERVICES = "secure_services"  # essential.service.security; US-1: tell visitors apart, hold off abuse
    ADMINISTER = "administer"  # essential.service.operations; US-6: keep the installation running, hold retention
    HONOR_RIGHTS = "honor_rights"  # essential.legal_obligation.privacy; CO-7, CU-4: give back, correct, delete
    MEET_DUTIES = "meet_duties"  # essential.legal_obligation; LD-1 to LD-4: what the law asks of the shop
    INFORM = "inform"  # no personal data is used: pages that are the same for everybody
