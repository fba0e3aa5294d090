"""The control port: what the accounts' public API cannot do, for the holder of the token alone."""

import hmac
import json
import logging
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import alarms
import events
import identities
import mail
import record
import signatures
from policies import Refusal, authorize

logger = logging.getLogger("rehearsal.control")


def _confirm(request: dict) -> dict:
    arn = mail.confirm(request["token"])
    if arn is None:
        raise Refusal("InvalidParameter", "no e-mail subscription waits for this token")
    return {"subscriptionArn": arn}


def _note(request: dict) -> dict:
    return record.note(*(request[key] for key in ("principal", "account", "action", "resource", "outcome", "context")))


_VERBS = {
    "authenticate": signatures.authenticate,
    "authorize": authorize,
    "confirm": _confirm,
    "emit": events.emit,
    "evaluateAlarms": alarms.evaluate,
    "fire": events.fire,
    "identify": identities.identify,
    "mails": lambda request: mail.mails(),
    "note": _note,
    "record": lambda request: record.entries(),
    "session": identities.service_session,
}


def _handler(token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One verb is one small request and answer: Nagle's algorithm would hold each back for 40 ms.
        disable_nagle_algorithm = True

        def do_POST(self):
            if not hmac.compare_digest(self.headers.get("x-rehearsal-token", "").encode(), token.encode()):
                # What it sends is not read.
                self.close_connection = True
                self._answer(403, {"code": "AccessDenied", "message": "the control port needs its token"})
                return
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            verb = _VERBS.get(self.path.strip("/"))
            if verb is None:
                self._answer(404, {"code": "UnknownVerb", "message": f"there is no verb {self.path}"})
                return
            try:
                self._answer(200, verb(json.loads(body)))
            except Refusal as refusal:
                self._answer(refusal.status, {"code": refusal.code, "message": refusal.message})
            except Exception as error:
                logger.exception("verb %s failed", self.path)
                self._answer(500, {"code": "InternalError", "message": f"{type(error).__name__}: {error}"})

        def _answer(self, status: int, value) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format, *arguments):
            """Silent: the call record says more."""

    return Handler


def start(token: str) -> int:
    """Serves the verbs on a free port of 127.0.0.1, which it returns."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(token))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True, name="control").start()
    return server.server_address[1]
