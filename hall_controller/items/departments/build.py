"""Departments as the controller's file joins them to the hall. Reads secrets; connects nowhere yet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError
from hall_controller.identity.adapters.http import PlatformHttp, make_client
from hall_controller.items.departments.base import Department
from hall_controller.items.departments.http import HttpDepartment
from hall_controller.items.settings import GatewaySection, ItemsSection


@dataclass(frozen=True, slots=True)
class Departments:
    """`by_gateway`: connections; `gateways`: the gateway's name by department."""

    by_gateway: Mapping[str, Department]
    gateways: Mapping[str, str]

    def of(self, department: str) -> Department | None:
        """None: nobody reaches it."""
        gateway = self.gateways.get(department)
        return self.by_gateway[gateway] if gateway is not None else None

    def reachable(self) -> dict[str, bool]:
        """Joined departments, and whether they answered lately."""
        return {name: self.by_gateway[gateway].ready for name, gateway in self.gateways.items()}

    async def close(self) -> None:
        for department in self.by_gateway.values():
            await department.close()


def build_departments(
    section: ItemsSection,
    departments: Iterable[str],
    *,
    now_ms: Callable[[], int],
    monotonic_s: Callable[[], float],
    new_id: Callable[[], str],
) -> Departments:
    """
    Args:
        departments: of the catalogue.
        now_ms: UTC, as gateways see it.

    Raises:
        ConfigurationError: a token or certificate can't be read.
    """
    made = {name: _gateway(name, one, now_ms, monotonic_s, new_id) for name, one in section.gateways.items()}
    ways = {department: gateway for department in departments if (gateway := section.gateway_of(department)) is not None}
    return Departments(made, ways)


def _gateway(
    name: str,
    section: GatewaySection,
    now_ms: Callable[[], int],
    monotonic_s: Callable[[], float],
    new_id: Callable[[], str],
) -> Department:
    token = read_secret(section.token_file)
    try:
        client = make_client(section)
    except OSError as error:
        # SSLError too: it is an OSError.
        raise ConfigurationError(f"items.gateways.{name}: a certificate can't be read ({error.strerror or error})") from error
    return HttpDepartment(
        PlatformHttp(client),
        account=section.account,
        token=token,
        time_limit_s=section.time_limit_s,
        now_ms=now_ms,
        monotonic_s=monotonic_s,
        new_id=new_id,
    )
