"""Answers: the questions that all faces ask, and the sheets that show what was answered."""
