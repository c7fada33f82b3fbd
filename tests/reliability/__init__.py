"""What must hold when processes die, networks break and readers sleep (goal sheet R1–R8), in sizes that CI can carry."""
