"""Where every number comes from: its address, the record of the runs that made it, the chain from it to the rows."""
