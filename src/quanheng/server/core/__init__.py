"""Ground for all apps: acts, events, ids, clock, tables in and out, the UI kit."""
