"""The till: its session, counts, Zs, and what else a person looks after behind the counter."""
