"""`python -m tests.bench.rota`."""

from tests.bench.rota import main

main()
