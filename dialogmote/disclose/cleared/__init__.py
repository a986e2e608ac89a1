"""The clearances of the exhibits by room; `dialogmote.disclose.clearances` holds all of them."""
