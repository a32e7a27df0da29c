"""Words of sheets and labels, in the technician's language."""

from dataclasses import dataclass, field

from api.text.catalogue import TextCatalogue, read_catalogue
from hall_controller.config_times import Names
from tingtang.provision.site import names_of

SECTION = "provision"


@dataclass(frozen=True, slots=True)
class Words:
    language: str
    catalogue: TextCatalogue = field(default_factory=read_catalogue, repr=False)

    def __call__(self, key: str, /, **arguments: object) -> str:
        return self.catalogue.text(SECTION, key, self.language, **arguments)

    def names(self, names: Names) -> str:
        return names_of(names, self.language)
