"""Systems that a bundle can serve."""

from dataclasses import dataclass

from tingtang.install.facts import ARCHITECTURES, CODENAMES, PYTHONS

NEWEST_GLIBC = {"bookworm": 36, "trixie": 41}
"""Minor version of glibc 2 in each, which wheels name (PEP 600)."""
OLDEST_GLIBC = 17
"""manylinux2014."""


@dataclass(frozen=True, slots=True)
class Target:
    """Such as `bookworm-arm64`."""

    codename: str
    architecture: str

    @property
    def name(self) -> str:
        return f"{self.codename}-{self.architecture}"

    @property
    def release(self) -> str:
        """Debian's version, such as `12`."""
        return next(release for release, codename in CODENAMES.items() if codename == self.codename)

    @property
    def machine(self) -> str:
        """As `uname -m` says."""
        return ARCHITECTURES[self.architecture]

    @property
    def python(self) -> str:
        """Such as `3.11`."""
        return PYTHONS[self.release]

    @property
    def platforms(self) -> tuple[str, ...]:
        """Tags of wheels that run there, best first (PEP 600)."""
        newest = NEWEST_GLIBC[self.codename]
        tags = [f"manylinux_2_{minor}_{self.machine}" for minor in range(newest, OLDEST_GLIBC - 1, -1)]
        return (*tags, f"manylinux2014_{self.machine}", f"linux_{self.machine}")


TARGETS = {
    target.name: target
    for target in (Target(codename, architecture) for codename in CODENAMES.values() for architecture in ARCHITECTURES)
}
