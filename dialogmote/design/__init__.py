"""Season step, periods, samples: how spells are coded for the estimates."""
