"""What is said about each figure, one module a figure; apart from the drawing, which loads a plotting library."""
