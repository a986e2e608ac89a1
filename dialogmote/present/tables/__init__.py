"""One module per table: `lay_out(frame, catalogue)` gives a `Table` of formatted cells; `renderers` writes it down."""
