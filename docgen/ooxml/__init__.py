"""Office files as files: opened with care, their parts, XML and lengths; zips written."""
