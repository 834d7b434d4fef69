"""Writing calls, proposals and reviews; one file for each noun. Import the file."""
