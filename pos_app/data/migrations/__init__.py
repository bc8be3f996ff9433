"""Steps from one schema to the next, and how a shop's file tells which one it has."""

# The newest schema this program knows: the number of the last step in `versions`.
SCHEMA = 5

# Written into the header of every shop's file ("POSA"), so that another program's database is recognised.
APPLICATION_ID = 0x504F5341
