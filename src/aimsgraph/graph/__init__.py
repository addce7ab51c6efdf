"""Graph: records compiled to one knowledge graph, and the stores that hold its triples."""
