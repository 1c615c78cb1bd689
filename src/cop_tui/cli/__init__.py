"""The command line: data on stdout, words on stderr, an exit code that scripts can rely on."""
