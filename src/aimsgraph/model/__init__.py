"""Model: terms, records, the graph as a value, names, limits and errors."""
