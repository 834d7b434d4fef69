"""One conference in one year: the frame of everything else."""
