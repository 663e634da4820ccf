"""民主评议: what the review meetings need on paper."""

from __future__ import annotations

from collections.abc import Iterator

from docgen import tally
from docgen.documents import ballot as ballot_layout
from docgen.documents import view
from docgen.documents.core import Part
from docgen.documents.view import Context
from docgen.model import Campaign

BALLOT_NOTE = (
    "本票不记名，请逐行填写，每行只在一个等次栏内划“√”；"
    "不划的该行为弃权，划两处及以上的该行无效，均不影响其他各行。"
)


def ballot(campaign: Campaign, base: Context) -> Iterator[Part]:
    """测评票: one file per class, as many ballots as representatives and spare ones."""
    info = campaign.info
    title = view.title(
        campaign, info.community, f"{info.year}年", "述职述廉", "群众", "满意度", "测评票"
    )
    activity = f"活动名称：{info.community}{info.year}年{info.campaign_name}"
    notes = (activity, "参评代表类别", BALLOT_NOTE)
    two_up = ballot_layout.two_fit_a_page(campaign, title["标题文"], notes)
    for voter_class in tally.voting_classes(campaign.classes):
        number = voter_class.expected + voter_class.spare
        context = (
            base
            | title
            | {
                "类别": voter_class.name,
                "票面颜色": voter_class.colour,
                "填票说明": BALLOT_NOTE,
                "一页两张": two_up,
                "测评票": [
                    {"另起一页": not (two_up and index % 2), "有裁切线": two_up and not index % 2}
                    for index in range(number)
                ],
            }
        )
        yield Part(
            context,
            facts=(
                info.community,
                f"参评代表类别：{voter_class.name}",
                *(item.name for item in campaign.items),
                *(official.name for official in campaign.officials),
            ),
            repeated=((title["标题文"], number), (BALLOT_NOTE, number)),
            suffix=voter_class.name,
        )
