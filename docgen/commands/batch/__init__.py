"""Many workbooks in one run, here or on many machines."""
