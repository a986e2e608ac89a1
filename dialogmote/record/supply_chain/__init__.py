"""Where the software comes from: the locks, the licences of the packages, the bill of materials of an environment."""
