"""Checks across sheets: a Campaign in, Problems out. Pure.

Each rule names what it must be able to trust. While that has errors the rule waits: what it
would find could be a mere consequence of them. A rule that takes rows one by one waits for the
rows with errors only.
"""

from docgen.campaign.rules.registry import RULES, Checked, check_rules

__all__ = ["RULES", "Checked", "check_rules"]
