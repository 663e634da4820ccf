"""Chinese official writing: wording, titles in lines, faults of punctuation. Pure."""
