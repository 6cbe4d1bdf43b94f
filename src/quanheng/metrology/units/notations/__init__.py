"""The grammars in which units are read, one a file; `parsing` decides between them."""
