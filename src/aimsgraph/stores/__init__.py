"""Stores: SPARQL services on the network: published to, read back, and asked."""
