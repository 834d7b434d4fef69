"""What was done, by whom, to which object."""
