"""The programme and personal days as calendar files."""
