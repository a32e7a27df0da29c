"""The reference issuer of show-codes (亮码): keys, the signed list of issuers, and codes, as a city's app makes them.

Examples:
  tingtang credential keys --folder issuer --issuer city-app --name 市民码
  tingtang credential keys --folder issuer --withdraw 3fa1
  tingtang credential trust-list --folder issuer --out trust-list.jws
  tingtang credential trust-list --root issuer/root.json --check trust-list.jws
  tingtang credential show --folder issuer --hall 610124-01 --name 王小明 --every 30
  tingtang credential show --folder issuer --hall 610124-01 --nonce-code TTN1:610124-01:… --out code.png
  tingtang credential issue --folder issuer --hall 610124-01 --form jws
  tingtang credential verify --root issuer/root.json --trust-list trust-list.jws --hall 610124-01

The document's number and the code to verify are asked for, or read from standard input when that isn't a terminal: they never
stand on a command line. Names and numbers of invented people only: this issuer vouches for nobody.
"""

import argparse
import getpass
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from api.credentials.holder import CodeHolder
from api.credentials.issuer import Form, issue
from api.credentials.keys import Algorithm
from api.credentials.nonce import read_nonce_text
from api.credentials.refusal import CodeRefused
from api.credentials.trust_list import TrustList, TrustListRefused, open_trust_list
from api.credentials.verify import verify_code
from api.identity.documents import RESIDENT_CARD, InvalidDocument, read_document
from api.process.settings_file import ConfigurationError
from kiosk.ports.trust import load_root
from tingtang.credential.drawing import save_qr, terminal_qr
from tingtang.credential.folder import FolderError, IssuerFolder

KEY_DAYS, LIST_DAYS = 365, 90


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    keys = actions.add_parser("keys", help="make a key, list keys, withdraw one; the first makes the root as well")
    _folder(keys)
    keys.add_argument("--issuer", help="id of the issuer that gets a new key, such as city-app")
    keys.add_argument("--name", default="", help="its name, as people know it")
    keys.add_argument("--algorithm", type=Algorithm, choices=list(Algorithm), default=Algorithm.ES256)
    keys.add_argument("--days", type=int, default=KEY_DAYS, help=f"how long the key signs (default: {KEY_DAYS})")
    keys.add_argument("--withdraw", metavar="KEY", help="id of a key that was lost")
    trust = actions.add_parser("trust-list", help="sign the list that kiosks check codes with, or look into one")
    _folder(trust, required=False)
    trust.add_argument("--out", type=Path, default=Path("trust-list.jws"), help="file to write (default: trust-list.jws)")
    trust.add_argument("--days", type=int, default=LIST_DAYS, help=f"how long it is good (default: {LIST_DAYS})")
    trust.add_argument("--version", type=int, help="instead of the next: after a new root, higher than the kiosks' last")
    trust.add_argument("--check", type=Path, metavar="FILE", help="show what is in a list; with --root")
    trust.add_argument("--root", type=Path, help="the root's public key")
    for name, summary in (("issue", "print one code's text"), ("show", "draw the code's QR, here or into a picture")):
        action = actions.add_parser(name, help=summary)
        _folder(action)
        action.add_argument("--hall", required=True, help="the site's id that it is for, such as 610124-01")
        action.add_argument("--document", default=RESIDENT_CARD, help="type of the document (default: 111, resident's card)")
        action.add_argument("--name", default="", help="an invented name")
        action.add_argument("--key", help="id of the key to sign with (default: the newest)")
        action.add_argument("--form", type=Form, choices=list(Form), default=Form.COSE)
        action.add_argument("--nonce-code", default="", help="text of the QR that the kiosk shows, to be signed over")
        if name == "show":
            action.add_argument("--out", type=Path, help="PNG or PDF instead of the terminal")
            action.add_argument("--every", type=int, default=0, metavar="S", help="a new one after so many seconds, until Ctrl-C")
    verify = actions.add_parser("verify", help="say whether a code is good, as a kiosk would without its hall")
    verify.add_argument("--root", type=Path, required=True)
    verify.add_argument("--trust-list", type=Path, required=True)
    verify.add_argument("--hall", required=True)
    verify.add_argument("--nonce", default="", help="hex, as in the kiosk's nonce code")


def run(arguments: argparse.Namespace) -> int:
    try:
        match arguments.action:
            case "keys":
                _keys(arguments)
            case "trust-list":
                _trust_list(arguments)
            case "verify":
                return _verify(arguments)
            case _:
                _codes(arguments)
    except KeyboardInterrupt:
        return 0
    except (FolderError, ConfigurationError, OSError, ValueError) as error:
        print(f"tingtang credential: {error}", file=sys.stderr)
        return 1
    except TrustListRefused as refused:
        print(f"tingtang credential: the trust list isn't good: {refused.problem.value}", file=sys.stderr)
        return 1
    except CodeRefused as refused:
        print(f"tingtang credential: {refused.reason.value}", file=sys.stderr)
        return 1
    return 0


def _folder(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--folder", type=Path, required=required, help="the issuer's folder of keys")


def _keys(arguments: argparse.Namespace) -> None:
    folder = _open(arguments.folder)
    if arguments.withdraw:
        folder.withdraw(arguments.withdraw)
    if arguments.issuer:
        folder.make_root(arguments.algorithm)
        made = folder.make_key(arguments.issuer, arguments.name, arguments.algorithm, arguments.days)
        print(f"key {made.key.kid} ({made.key.alg.value}) of {arguments.issuer}; sign a new trust list now")
    for issuer in folder.issuers():
        for listed in issuer.keys:
            word = "withdrawn" if listed.withdrawn else f"signs until {_day(listed.good_until_s)}"
            print(f"{issuer.id:20} {listed.key.kid:16} {listed.key.alg.value:6} {word}")


def _trust_list(arguments: argparse.Namespace) -> None:
    if arguments.check is None:
        if arguments.folder is None:
            raise ValueError("--folder to sign a list, or --check FILE with --root to look into one")
        trust = _open(arguments.folder).sign(arguments.out, arguments.days, version=arguments.version)
        print(arguments.out)
    else:
        trust = _opened(arguments.check, arguments.root)
    print(f"version {trust.version}, made {_day(trust.made_at_s)}, good until {_day(trust.good_until_s)}")
    for issuer in trust.issuers:
        print(f"{issuer.id:20} {issuer.names.get('zh-CN', '')}  {len(issuer.keys)} keys")


def _codes(arguments: argparse.Namespace) -> None:
    key = _open(arguments.folder).key(arguments.key)
    nonce = read_nonce_text(arguments.nonce_code)
    if arguments.nonce_code and (nonce is None or nonce.hall != arguments.hall):
        raise ValueError("--nonce-code is no kiosk's nonce code, or another hall's")
    holder = _holder(arguments)
    every_s = getattr(arguments, "every", 0)
    while True:
        text = issue(
            holder,
            key,
            hall=arguments.hall,
            now_s=_now_s(),
            random=os.urandom,
            nonce=nonce.nonce if nonce else "",
            form=arguments.form,
        )
        if arguments.action == "issue":
            print(text)
        elif arguments.out is not None:
            save_qr(text, arguments.out)
            print(arguments.out)
        else:
            print(terminal_qr(text))
        if not every_s:
            return
        time.sleep(every_s)


def _verify(arguments: argparse.Namespace) -> int:
    trust = _opened(arguments.trust_list, arguments.root)
    try:
        good = verify_code(
            _asked("Code: ").encode(), trust, hall=arguments.hall, now_s=time.time(), nonce=arguments.nonce.lower()
        )
    except CodeRefused as refused:
        print(f"refused: {refused.reason.value}")
        return 1
    print(f"good, of {good.issuer}{', signed over the nonce' if good.bound else ''}")
    return 0


def _opened(path: Path, root: Path | None) -> TrustList:
    if root is None:
        raise ValueError("--root: the file of the root's public key")
    return open_trust_list(path.read_text("ascii"), load_root(root))


def _holder(arguments: argparse.Namespace) -> CodeHolder:
    try:
        read = read_document(arguments.document, _asked("Document number: "), datetime.now(UTC).date())
    except InvalidDocument as error:
        raise ValueError(f"the number can't be one of this document ({error.problem})") from None
    return CodeHolder(read.document, read.number, arguments.name)


def _asked(prompt: str) -> str:
    return (getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()).strip()


def _open(path: Path) -> IssuerFolder:
    return IssuerFolder(path, now_s=_now_s)


def _now_s() -> int:
    return int(time.time())


def _day(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d")
