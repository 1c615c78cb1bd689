"""The terminal app: screens and widgets over the services; nothing here computes what a report would also need."""
