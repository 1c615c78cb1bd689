"""Screens and dialogs, one module each, with their style sheet beside them."""
