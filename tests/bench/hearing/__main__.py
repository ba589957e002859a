"""`python -m tests.bench.hearing`."""

from tests.bench.hearing import main

main()
