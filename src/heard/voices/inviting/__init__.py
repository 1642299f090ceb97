"""From a list of people to invitations: read, sealed, judged row by row, sent."""
