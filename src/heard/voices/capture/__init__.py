"""What a voice needs on its way in: wishes, danger words, the route, the receipt's key, and limits against floods."""
