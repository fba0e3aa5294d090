"""The one way to ministack: from the gateway, with a signature that holds.

ministack's port is open to every process of this machine, so it demands the token that only the gateway adds. What
comes with it was sent by anyone, so its signature is verified before ministack sees it.
"""

import hmac
import uuid
from urllib.parse import parse_qs, quote

from internals import app as ministack
from internals import router
from policies import Refusal
from signatures import Request, verify

_TOKEN = b"x-rehearsal-token"


def guarded(app, token: str):
    """An ASGI application that lets through what the gateway sends and its sender has signed."""

    async def guard(scope, receive, send):
        if scope["type"] == "lifespan":
            await app(scope, receive, send)
            return
        given = [value for name, value in scope["headers"] if name.lower() == _TOKEN]
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        if len(given) != 1 or not hmac.compare_digest(given[0], token.encode()):
            await _answer(send, scope, 403, {}, b"the local accounts are reached through their gateway")
            return
        scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name.lower() != _TOKEN]}
        body = await _whole(receive)
        if body is None:
            return
        request = _request(scope, body)
        try:
            verify(request)
        except Refusal as refusal:
            await _answer(send, scope, *_refused(request, scope["path"], refusal))
            return
        await app(scope, _again(body, receive), send)

    return guard


def take_services_at_their_word() -> None:
    """Takes any service that a signature is scoped to for one of AWS's.

    ministack looks an unknown one up in botocore's whole catalogue, which holds up everybody for half a minute, before
    it knows whether the signature is worth anything.
    """
    router._is_aws_service_name = lambda name: True


async def _whole(receive) -> bytes | None:
    """The request's body; None where the client has gone."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _again(body: bytes, receive):
    """What was received, to be received once more."""
    rest = [{"type": "http.request", "body": body, "more_body": False}]

    async def received():
        return rest.pop() if rest else await receive()

    return received


def _request(scope: dict, body: bytes) -> Request:
    """The request as ministack will read it."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), ministack.decode_header_value(value)
        # SigV4 signs a header of several lines as its values with a comma between them.
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    raw_path = scope.get("raw_path") or quote(scope["path"]).encode()
    query = parse_qs(scope["query_string"].decode(), keep_blank_values=True)
    return Request(scope["method"], raw_path.decode("latin-1"), query, headers, body)


def _refused(request: Request, path: str, refusal: Refusal) -> tuple[int, dict, bytes]:
    """The refusal in the form of the protocol that the client speaks."""
    # Where nothing is signed, the operation that a form names says which service it is for.
    named = ministack._routing_params(request.method, path, request.headers, request.body, request.query)
    service = router.detect_service(request.method, path, request.headers, named)
    status, headers, body = ministack._credential_failure(service, "", str(uuid.uuid4()), refusal, request.headers)
    return (refusal.status if refusal.code.startswith("XAmz") else status), headers, body


async def _answer(send, scope: dict, status: int, headers: dict, body: bytes) -> None:
    fields = [(name.lower().encode(), str(value).encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": fields})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
