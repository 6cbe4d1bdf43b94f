"""Floor 2: the platform, a Django project."""
