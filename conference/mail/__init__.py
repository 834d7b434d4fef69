"""What is to be said: the outbox and its delivery."""
