"""The nouns of Hookline: frozen values, each field with its sentence, and the ports of the core."""
