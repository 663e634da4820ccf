"""The page in the browser: the same library for people who never open a terminal.

An edge, like the command line: it listens on this computer only, keeps what is uploaded in a
folder of its own, and deletes it. ``server`` runs it, ``app`` says what is where, ``security``
keeps others out, ``sessions`` keeps each window's files, ``jobs`` does what takes long.
"""
