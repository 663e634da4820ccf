"""Which telephone numbers may be posted in public. Pure."""

from __future__ import annotations

import re

from docgen.campaign.model import Campaign

# A mobile number, in one piece or in groups of 3, 4 and 4 figures.
MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)")


def public_phone(campaign: Campaign) -> str:
    """The 监督电话 as posted in public; empty when it is somebody's own mobile number.

    An office with one line for everything may post that line.
    """
    phone = campaign.info.supervision_phone
    own = {
        _figures(campaign.info.contact_phone),
        *(_figures(member.phone) for member in campaign.group),
        *(_figures(person.phone) for person in campaign.representatives),
    }
    return "" if _figures(phone) in own and MOBILE.search(_figures(phone)) else phone


def _figures(phone: str) -> str:
    """A telephone number without the signs between its figures."""
    return re.sub(r"\D", "", phone)
