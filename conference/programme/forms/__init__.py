"""The shape of what organisers say of rooms, sessions and the schedule."""
