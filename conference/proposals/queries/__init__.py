"""Reading calls, proposals and reviews; one file for each page or noun. Import the file."""
