"""The domain: pure, without input or output; the day is always passed in."""
