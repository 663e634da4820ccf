"""Entry point of the packaged program; processes of a pool start here, too."""

import multiprocessing

from docgen.__main__ import main

if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
