"""Reading: text of Turtle, SSSOM and statements of applicability in, records out."""
