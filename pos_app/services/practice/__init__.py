"""The practice till: a shop's goods and prices in a file of its own, for whoever learns to work at the counter.

It lies in the folder ``practice`` beside the shop's file, is made from a copy that is read and thrown away, and has
no customer of the shop in it. Nothing that happens there reaches the shop's file, its printer or its drawer.
"""
