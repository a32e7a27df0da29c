"""一件事: what belongs together in a person's life is one choice and one number."""

from api.messages.views import CatalogueView, PackageView, ServiceView
from kiosk.flow.intents import IntentKind
from kiosk.flow.step import Context
from kiosk.flow.steps.pages import page_of
from kiosk.flow.views import ChoosePackage, PackageChoice

PACKAGES = "packages"
"""Value of CHOOSE on the page of departments."""


async def chosen_package(context: Context, page_size: int) -> tuple[str, ...]:
    """Its services in their order; empty when the citizen went back."""
    page = 0
    while True:
        shown, page, pages = page_of(package_choices(context), page, context.mode.fits(page_size))
        context.show(ChoosePackage(tuple(shown), page, pages), back=True)
        intent = await context.intent()
        match intent.kind:
            case IntentKind.BACK:
                return ()
            case IntentKind.TURN_PAGE if intent.value.isdecimal():
                page = int(intent.value)
            case IntentKind.CHOOSE:
                chosen = next((choice for choice in package_choices(context) if choice.package.id == intent.value), None)
                if chosen is not None and (chosen.open if context.ports.catalogue.reachable else chosen.alone):
                    return chosen.package.services
            case _:
                pass


def package_choices(context: Context) -> list[PackageChoice]:
    """Packages whose services this hall has all of."""
    catalogue = context.ports.catalogue.catalogue()
    if catalogue is None:
        return []
    known = {service.id: service for service in catalogue.services}
    whole = [package for package in catalogue.packages if known.keys() >= set(package.services)]
    return [_choice(context, package, known) for package in whole]


def _choice(context: Context, package: PackageView, known: dict[str, ServiceView]) -> PackageChoice:
    services = [known[service] for service in package.services]
    offers = context.ports.island.offers
    names = tuple(service.names for service in services)
    return PackageChoice(package, names, all(service.open for service in services), all(map(offers, services)))


def packages_of(catalogue: CatalogueView | None) -> int:
    """How many are offered."""
    return len(catalogue.packages) if catalogue else 0
