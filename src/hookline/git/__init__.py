"""Git: the one room that starts it, hardened, and asks it typed questions."""
