"""What is written here: typst sets it, pyHanko signs it."""
