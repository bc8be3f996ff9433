"""Rules of the counter: frozen values in, new values out; standard library only."""
