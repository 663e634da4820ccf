"""How high the rows of forms are that are printed to be filled in by hand. Pure."""
