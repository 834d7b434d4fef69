"""What only a demonstration has: sample data, moments, an inbox, and stand-ins for others."""
