"""Witnesses (c2sp.org/tlog-witness): they cosign a log's checkpoints as long as each has grown from the last.

`protocol` is what both sides write, `client` asks, `service` answers and remembers, `server` puts it on HTTP.
"""
