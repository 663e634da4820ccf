"""Rules about privacy: what is posted in public names nobody's own telephone number."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.campaign import schema
from docgen.campaign.model import Campaign, Record
from docgen.campaign.privacy import mobile_numbers, public_phone
from docgen.campaign.rules.base import CampaignRule, rule, warning
from docgen.campaign.schema import Sheet, Use
from docgen.errors import Problem

_SHOWN = 5
# What is typed freely in these fields is printed in documents that are posted in public.
_PUBLIC_TEXTS: tuple[tuple[Sheet, tuple[str, ...]], ...] = (
    (schema.MEETINGS, ("name", "place")),
    (schema.DISCLOSURES, ("matter", "channel", "owner")),
    (schema.OPINIONS, ("content",)),
    (schema.RECTIFICATIONS, ("problem", "measure", "owner", "progress")),
)


@rule(
    Use(schema.INFO, ("supervision_phone", "contact_phone")),
    Use(schema.GROUP, ("phone",)),
    Use(schema.REPRESENTATIVES, ("phone",)),
)
def supervision_phone_is_nobodys_own(campaign: Campaign) -> Iterator[Problem]:
    """Residents call an office, not a person at home."""
    info = campaign.info
    if info.supervision_phone and not public_phone(campaign):
        yield warning(
            "supervision-phone-personal",
            info,
            "supervision_phone",
            f"监督电话{info.supervision_phone}是个人的手机号码，张贴的公文不印这个号码",
            "请填写公开的办公电话。",
        )


def _rule(sheet: Sheet, fields: tuple[str, ...]) -> CampaignRule:
    @rule()  # there is nothing in a text that could not be read
    def public_texts_hold_no_mobile_number(campaign: Campaign) -> Iterator[Problem]:
        """Someone's number in an opinion or a measure would hang on the notice board."""
        for record in getattr(campaign, sheet.field):
            yield from _mobile_numbers(record, fields)

    return public_texts_hold_no_mobile_number


def _mobile_numbers(record: Record, fields: tuple[str, ...]) -> Iterator[Problem]:
    for field in fields:
        if found := mobile_numbers(getattr(record, field)):
            typed = "、".join(f"“{number.typed}”" for number in found[:_SHOWN])
            more = f"等{len(found)}个" if len(found) > _SHOWN else ""
            yield warning(
                "text-mobile-number",
                record,
                field,
                f"{typed}{more}像是手机号码，会印入向居民公开张贴的公文",
                "请删去号码；确需公开电话的，请填写办公电话。",
            )


RULES = (
    supervision_phone_is_nobodys_own,
    *(_rule(sheet, fields) for sheet, fields in _PUBLIC_TEXTS),
)
