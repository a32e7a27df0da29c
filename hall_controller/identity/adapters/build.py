"""Adapters as the controller's file describes them. Reads their secrets; connects nowhere yet."""

from collections.abc import Callable

import httpx

from api.process.secret_file import read_secret
from api.process.settings_file import ConfigurationError
from hall_controller.identity.adapters.asked import Adapters
from hall_controller.identity.adapters.base import IdentityAdapter
from hall_controller.identity.adapters.ctid import Ctid, private_key, public_key
from hall_controller.identity.adapters.http import PlatformHttp, make_client
from hall_controller.identity.adapters.licence import Licences
from hall_controller.identity.adapters.settings import AdapterSection, CtidSection, IdentitySection


def build_adapters(
    section: IdentitySection, *, now_ms: Callable[[], int], monotonic_s: Callable[[], float], new_id: Callable[[], str]
) -> Adapters:
    """All of a hall's platforms.

    Args:
        now_ms: UTC, as platforms see it.

    Raises:
        ConfigurationError: a key, token or certificate can't be read.
    """
    return Adapters({name: _build(name, one, now_ms, monotonic_s, new_id) for name, one in section.adapters.items()})


def _build(
    name: str, section: AdapterSection, now_ms: Callable[[], int], monotonic_s: Callable[[], float], new_id: Callable[[], str]
) -> IdentityAdapter:
    http = PlatformHttp(_client(name, section))
    if isinstance(section, CtidSection):
        try:
            key = private_key(read_secret(section.key_file))
            platform_key = public_key(section.platform_key_file.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigurationError(f"identity.adapters.{name}.platform_key_file: can't be read ({error.strerror})") from error
        except ValueError as error:
            raise ConfigurationError(f"identity.adapters.{name}: a key file {error}") from error
        return Ctid(
            http,
            customer=section.customer,
            application=section.application,
            key=key,
            platform_key=platform_key,
            time_limit_s=section.time_limit_s,
            now_ms=now_ms,
            monotonic_s=monotonic_s,
        )
    return Licences(
        http,
        account=section.account,
        token=read_secret(section.token_file),
        watermark=section.watermark,
        time_limit_s=section.time_limit_s,
        now_ms=now_ms,
        monotonic_s=monotonic_s,
        new_id=new_id,
    )


def _client(name: str, section: AdapterSection) -> httpx.AsyncClient:
    try:
        return make_client(section)
    except OSError as error:
        # SSLError too: it is an OSError.
        raise ConfigurationError(f"identity.adapters.{name}: a certificate can't be read ({error.strerror or error})") from error
