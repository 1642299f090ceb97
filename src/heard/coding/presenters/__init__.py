"""How the room's pages say what its queries found: words, addresses, colours and charts, out of the templates."""
