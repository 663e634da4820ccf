"""The command line: parse, load, call, print, exit code. The only users of Click."""
