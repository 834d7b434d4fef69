"""What is sold, and how many of it."""
