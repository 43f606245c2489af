"""An offer on one sheet of paper, to be handed over or pinned to a board."""
