"""What happens, when and where, and which version of it is public."""
