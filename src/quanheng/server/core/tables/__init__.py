"""Tables in and out: read, type, stage, rehearse, write by COPY, export."""
