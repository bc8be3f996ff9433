"""Steps from one schema to the next, and how a shop's file tells which one it has."""

# The newest schema this program knows: the number of the last step in `versions`.
SCHEMA = 5

# The version of the search tables, which are no part of the schema: they are made anew, see `data/search/schema`.
SEARCH = "3"

# Written into the header of every shop's file ("POSA"), so that another program's database is recognised.
APPLICATION_ID = 0x504F5341
