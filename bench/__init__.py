"""How fast the program is, beside what is possible on the same machine in the same run: `python -m bench`.

Times of one machine say little about another one, so every row stands beside a yardstick: the two are measured in turn,
and what counts is the median of the ratios of the pairs. Never part of the wheel or of the test run.
"""
