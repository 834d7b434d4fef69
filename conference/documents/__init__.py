"""Paper and files: pure functions from facts to the bytes of calendars, PDFs and QR codes."""
