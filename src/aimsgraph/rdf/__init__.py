"""RDF: the dataset with its named graphs, the named queries, and OWL reasoners as judges."""
