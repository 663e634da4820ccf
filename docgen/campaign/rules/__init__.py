"""Checks across sheets: a Campaign in, Problems out. Pure.

Each rule names the sheets it looks at. A rule over a sheet that has errors of its own
waits until they are mended: what it would find could be a mere consequence of them. One that
takes the rows one by one waits for the rows with errors only.
"""

from docgen.campaign.rules.registry import RULES, check_rules, rules_waiting

__all__ = ["RULES", "check_rules", "rules_waiting"]
