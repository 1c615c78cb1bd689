"""Reports: one plain model of everything that a report says, and a module for each format that renders it."""
