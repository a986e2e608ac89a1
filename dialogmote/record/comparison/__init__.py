"""Published beside reproduced: every number the sources print, and every sign they state, with a verdict.

Rooms: `number` (one number and its verdict), `published` (the printed tables, and where they contradict each other),
`reproduced` (the pipeline's exhibits), `spreads` (what no exhibit holds, from the cohort), `finding` and `curves` (how
a claim is answered), `readings` (how a sign is), `tables`, `levels`, `ranges`, `claims`, `signs`, `cases` (the
numbers, by source), `build` (all of them in one table).
"""
