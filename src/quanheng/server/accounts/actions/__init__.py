"""Every write of the accounts."""
