"""The user's own Word templates: the shipped ones to start from, and a check of what became of them."""
