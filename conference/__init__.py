"""One Flask application for a conference, from the call for proposals to the door."""
