"""The page in the browser: the same library for people who never open a terminal.

An edge, like the command line: it listens on this computer only, keeps what is uploaded in a
folder of its own, and deletes it. ``serving`` runs it, ``app`` says what is where, ``guard``
keeps others out, ``sessions`` holds each window's files, ``work`` does what takes long.
"""
