"""What keeps a backup from being made or used."""


class BackupProblem(Exception):
    """The text says what is wrong and what to do; it never holds what is in a backup."""
