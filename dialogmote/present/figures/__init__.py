"""One module per figure: `draw(frame, catalogue)` gives the plot, `WIDTH_INCHES` and `HEIGHT_INCHES` its size."""
