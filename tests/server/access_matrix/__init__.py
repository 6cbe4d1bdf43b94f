"""Who gets what at every address of the platform: the tables beside this file, and the walk that holds them to it."""
