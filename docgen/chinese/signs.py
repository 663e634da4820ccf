"""Signs that nobody sees or that look like others, and what two spellings of a name share. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Unicode's Default_Ignorable_Code_Point but for the two joiners, which matter inside a text.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
IGNORABLE = re.compile(f"[{_IGNORABLE}]")
# These come along with text from web pages and chat windows, and mean nothing at all.
COMMON_IGNORABLE = frozenset("\u200b\u2060\ufeff\u00ad")
# Signs that no font shows: of private use, and the one that stands for what was lost.
UNSHOWN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")

# Between the parts of Uyghur and foreign names, as people type it.
_DOTS = re.compile("[·•・．.‧⋅∙●◦᛫⸱・｡]")
_BLANKS = re.compile(r"[\s\u200c\u200d]+")
# Radicals that Unicode does not decompose (EquivalentUnifiedIdeograph.txt), of those in names.
_RADICALS = str.maketrans(
    "⺁⺇⺈⺊⺌⺒⺓⺝⺠⺩⺬⺮⺶⺷⺼⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻱⻲",
    "厂几刀卜小巳幺月民王示竹羊羊月臼虎西见角贝足车長长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟龟",
)


def as_ideographs(text: str) -> str:
    """A text with radicals (⼀, ⻢) written as the ideographs that they look like (一, 马)."""
    if not re.search("[\u2e80-\u2fdf]", text):
        return text
    plain = text.translate(_RADICALS)
    return "".join(
        unicodedata.normalize("NFKC", sign) if "\u2e80" <= sign <= "\u2fdf" else sign
        for sign in plain
    )


@lru_cache(maxsize=16384)
def comparison_key(text: str) -> str:
    """What two spellings share that a person takes for the same name.

    Full and half width, compatibility forms, radicals, the dots of foreign names, blanks, case,
    and signs that nobody sees make no difference.
    """
    text = unicodedata.normalize("NFKC", as_ideographs(IGNORABLE.sub("", text)))
    plain = _DOTS.sub("·", _BLANKS.sub("", IGNORABLE.sub("", text))).casefold()
    return unicodedata.normalize("NFKC", plain)
