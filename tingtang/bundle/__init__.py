"""One folder that installs a machine without any network: Debian packages, wheels, models, type faces, voice, the hall's file.

`api.releases` says what such a folder's list holds and who signed it; here it is made, checked and opened.
"""
