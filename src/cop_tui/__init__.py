"""Self-assessment against the EU General-Purpose AI Code of Practice and the AI Act."""

__version__ = "0.1.0"
