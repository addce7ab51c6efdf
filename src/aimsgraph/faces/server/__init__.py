"""The SPARQL 1.1 Protocol endpoint: read-only, for this machine."""
