"""Files of any number of rows, with columns added: read in pieces, kept piece by piece, gone on with after a stop."""
