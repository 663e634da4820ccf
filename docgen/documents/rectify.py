"""总结整改: what follows from the review, and the filing."""

from __future__ import annotations

from collections.abc import Iterator

from docgen import wording
from docgen.documents import view
from docgen.documents.core import Part
from docgen.documents.view import Context
from docgen.model import Campaign


def rectification_list(campaign: Campaign, base: Context) -> Iterator[Part]:
    """整改清单: every problem with its owner and deadline."""
    info = campaign.info
    context = base | view.title(
        campaign, info.community, f"{info.year}年", info.campaign_name, "整改清单"
    )
    yield Part(
        context,
        facts=tuple(
            fact
            for item in campaign.rectifications
            for fact in (
                item.problem,
                item.measure,
                item.owner,
                item.leader,
                wording.chinese_date(item.deadline),
                item.state.value,
            )
        ),
    )
