"""The controller's half that lives on HTTP: accounts, pages, live streams and the API over the hall's ports."""

import time
from contextlib import AsyncExitStack

import httpx
from fastapi import FastAPI

from api.content.rating_labels import label_set
from api.http.app import create_app
from api.http.counters import RequestCounters
from api.http.ports import HttpPorts
from api.ids import new_id
from api.messages.duty_commands import DUTY_COMMANDS
from api.ports import PrivacyPort
from api.process.version import product_version
from api.text.catalogue import read_catalogue
from hall_controller.accounts.passwords import Passwords
from hall_controller.accounts.service import Accounts
from hall_controller.accounts.store import AccountStore
from hall_controller.background import Background
from hall_controller.beside import Beside
from hall_controller.clock import wall_ms
from hall_controller.config import HallConfig
from hall_controller.demo_accounts import DEMO_ACCOUNTS, ensure_demo_accounts
from hall_controller.devices.board_ticker import BoardTicker
from hall_controller.devices.orders import DeviceOrders
from hall_controller.devices.pad_keys import PadKeys
from hall_controller.devices.pictures import Pictures, loopback_client
from hall_controller.devices.registry import DeviceRegistry
from hall_controller.devices.screens import ScreenWatch
from hall_controller.devices.web_pads import WebPads
from hall_controller.duty.service import DutyService
from hall_controller.http_server import HttpServer
from hall_controller.live.history import recent_calls
from hall_controller.live.hub import LiveHub
from hall_controller.reports import Reports
from hall_controller.service import HallService
from hall_controller.settings import ControllerSettings, accounts_file
from hall_controller.store.hall_store import Committed
from hall_controller.tls import ServerTls
from hall_controller.views import ControllerViews
from hall_controller.web.demo import DEMO_ACCESS, create_demo_controls
from hall_controller.web.demo_hands import DemoHands
from hall_controller.web.follow_page import FOLLOW_ACCESS, create_follow_page, new_allowance
from hall_controller.web.frame import PageFrame, PageSettings
from hall_controller.web.pad_page import PAD_ACCESS, create_pad_page
from hall_controller.web.pages import PAGE_ACCESS, create_pages
from hall_controller.web.privacy_page import PRIVACY_ACCESS, create_privacy_page
from hall_controller.web.rules_page import RULES_ACCESS, create_rules_page


class HttpSide:
    """Made after `HallService.open`; serves nothing before `start`."""

    def __init__(
        self,
        settings: ControllerSettings,
        config: HallConfig,
        service: HallService,
        views: ControllerViews,
        registry: DeviceRegistry,
        screens: ScreenWatch,
        counters: RequestCounters,
        web_pads: WebPads,
        device_orders: DeviceOrders,
        privacy: PrivacyPort,
        duty: DutyService,
    ) -> None:
        self._settings = settings
        self._config = config
        self._service = service
        self._views = views
        self._registry = registry
        self._screens = screens
        self._counters = counters
        self._web_pads = web_pads
        self._device_orders = device_orders
        self._privacy = privacy
        self._duty = duty
        self._pad_keys = PadKeys(settings.data_dir)
        self._hub = LiveHub(views, time.monotonic, screens.called, duty.board)
        duty.listen(self._hub.duty_changed)

    def has_desk(self, window: int) -> bool:
        """Whether a clerk's page of that window is connected."""
        return self._hub.has_desk(window)

    def live_readers(self) -> int:
        """Desks, screens and pages that follow now."""
        return self._hub.readers()

    def follow(self, committed: Committed) -> None:
        """A commit of the hall."""
        self._hub.notify(committed.events)

    async def start(self, background: Background, closing: AsyncExitStack) -> int:
        """Returns the port when requests are served.

        Raises:
            ConfigurationError: the port is taken.
            AccountError: the accounts' file is of a newer version.
        """
        self._hub.remember(await recent_calls(self._service.ledger, self._service.projection.seq))
        file = accounts_file(self._settings.data_dir)
        if self._settings.demo:
            ensure_demo_accounts(file)
        accounts = Accounts(AccountStore(file), Passwords(), wall_ms=wall_ms, monotonic_s=time.monotonic)
        accounts.open()
        self._pad_keys.open()
        closing.callback(accounts.close)
        client = await closing.enter_async_context(loopback_client()) if self._settings.demo else None
        pictures = Pictures(self._registry.picture_address, client, time.monotonic)
        closing.push_async_callback(pictures.close)
        tls = self._tls()
        server = HttpServer(
            self._application(accounts, pictures, client),
            self._settings.http.host,
            self._settings.http.port,
            tls=tls.context if tls is not None else None,
        )
        server.bind()
        closing.push_async_callback(server.stop)
        # Live streams end first: the server waits for open requests.
        closing.callback(self._hub.close)
        closing.callback(self._web_pads.close)
        background.start("live", self._hub.run)
        background.start("accounts", accounts.run)
        background.start("device board", BoardTicker(self._registry, self._screens, self._hub.devices_changed).run)
        if tls is not None:
            background.start("certificate", tls.stay_fresh)
        await server.start()
        return server.port

    def _tls(self) -> ServerTls | None:
        http = self._settings.http
        if http.certificate_file is None or http.key_file is None:
            return None
        return ServerTls(http.certificate_file, http.key_file)

    def _application(self, accounts: Accounts, pictures: Pictures, client: httpx.AsyncClient | None) -> FastAPI:
        texts = read_catalogue()
        ports = HttpPorts(
            hall=Beside(self._service, self._duty, DUTY_COMMANDS.values()),
            views=self._views,
            ledger=self._service.ledger,
            live=self._hub,
            screens=self._screens,
            pictures=pictures,
            accounts=accounts,
            texts=texts,
            reports=Reports(self._service.ledger, self._config),
            privacy=self._privacy,
            device_orders=self._device_orders,
            duty=self._duty,
            counters=self._counters,
            secure_cookies=self._settings.http.only_secure_cookies,
        )
        hall, zones = self._config.hall, self._config.zones
        page_settings = PageSettings(
            site=hall.site,
            names=hall.names,
            version=product_version(),
            timezone=hall.timezone,
            public_url=hall.public_url,
            screens=tuple(screen for zone in zones for screen in zone.screens) or ("screen-1",),
            demo=self._settings.demo,
            demo_accounts=DEMO_ACCOUNTS if self._settings.demo else (),
            secure_cookies=self._settings.http.only_secure_cookies,
        )
        frame = PageFrame(page_settings, accounts, texts, self._service.projection.emergency)
        routers = [
            create_pages(frame),
            create_rules_page(frame, self._views.rules),
            create_privacy_page(frame, self._privacy),
            create_follow_page(
                frame,
                self._views.follow,
                self._service,
                new_allowance(),
                new_id=new_id,
                now_ms=wall_ms,
                monotonic_s=time.monotonic,
            ),
        ]
        secure = self._settings.http.only_secure_cookies
        routers.append(create_pad_page(frame, self._web_pads, self._pad_keys, accounts, label_set(), secure_cookies=secure))
        access = {**PAGE_ACCESS, **RULES_ACCESS, **PRIVACY_ACCESS, **FOLLOW_ACCESS, **PAD_ACCESS}
        if client is not None:
            hands = DemoHands(self._registry.picture_address, self._registry.line_of, client)
            routers.append(create_demo_controls(hands))
            access |= DEMO_ACCESS
        return create_app(ports, version=product_version(), routers=routers, access=access)
