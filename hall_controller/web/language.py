"""Which language a page speaks: Chinese unless the person chose another; the choice stays in a cookie."""

from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse

LANGUAGES = ("zh-CN", "en")
LANGUAGE_COOKIE = "tingtang_language"
_ONE_YEAR_S = 365 * 24 * 3600


def page_language(request: Request) -> str:
    """The person's choice, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def other_language(language: str) -> str:
    """What the toggle on a page in `language` switches to."""
    return LANGUAGES[1] if language == LANGUAGES[0] else LANGUAGES[0]


def switch_language(request: Request, *, secure: bool) -> RedirectResponse | None:
    """Answer of a page that was asked for with `?lang=…`: the same page without it, and the choice in a cookie."""
    chosen = request.query_params.get("lang")
    if chosen not in LANGUAGES:
        return None
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    target = request.url.path + (f"?{urlencode(rest)}" if rest else "")
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_ONE_YEAR_S, samesite="strict", httponly=True, secure=secure)
    return response


def pick_name(names: Mapping[str, str], language: str) -> str:
    """The text in the page's language, else in Chinese, which is always there."""
    return names.get(language) or names["zh-CN"]
