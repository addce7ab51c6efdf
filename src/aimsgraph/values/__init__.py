"""Values: the words of the product as types. No files, no clock, no outside libraries."""
