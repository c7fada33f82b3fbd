"""What a practitioner asks of whoever answers for him: short rules, shown at the moment they apply (F108, Part C 9)."""
