"""The parts of a report model, each built from what the domain found."""
