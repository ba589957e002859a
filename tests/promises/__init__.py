"""What docs/promises.md says, row by row: two worlds that differ in one secret look the same to everybody else."""
