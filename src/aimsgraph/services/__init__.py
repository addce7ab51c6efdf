"""Services: validation, queries, reasoning and exports on top of the thinking layer."""
