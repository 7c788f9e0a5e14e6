"""What may leave the house: hides figures of few, and others with them so that none can be worked out from the rest."""
