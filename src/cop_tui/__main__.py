"""`python -m cop_tui`: the same as the command `cop-tui`."""

from cop_tui.cli.entry import main

if __name__ == "__main__":
    main()
