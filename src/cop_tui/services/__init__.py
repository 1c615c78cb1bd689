"""What app and command line call; the only way from them to the store, the packs and the reports."""
