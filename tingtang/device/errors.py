"""What ends a device command early, in words of the catalogue."""


class ToolError(Exception):
    """Args: key: of the catalogue's section `device`; arguments: what its text takes."""

    def __init__(self, key: str, **arguments: object) -> None:
        super().__init__(f"{key} {arguments}")
        self.key = key
        self.arguments = arguments
