"""`python -m tests.bench.seating`."""

from tests.bench.seating import main

main()
