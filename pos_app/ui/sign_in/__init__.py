"""Who is at the till: the sign-in page, and what locks the window."""
