"""The computer: files on disk, locks, processes, shipped files, the crash log."""
