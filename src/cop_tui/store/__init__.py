"""The assessment file: SQLite with an append-only history, one writer and any number of readers.

Importing this package imports nothing else; import the module that is needed.
"""
