"""Puts the product on a Debian machine: a plan made of what the machine is, steps that know whether they are done, an executor.

Nothing here decides and acts at once: `facts` looks, `plan` decides, `executor` acts.
"""
