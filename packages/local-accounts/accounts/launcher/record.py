"""The call record: who did what on which resource, and how it ended, in the order it was decided."""

import contextvars
import threading

from internals import iam_evaluator, responses

_entries: list[dict] = []
_lock = threading.Lock()
# The decisions of the HTTP request that is being answered, so that its answer can settle them.
_decisions: contextvars.ContextVar[list | None] = contextvars.ContextVar("rehearsal_decisions", default=None)


def note(principal: str, account: str, action: str, resource: str, outcome: str, context: dict | None = None) -> dict:
    """Adds one line. ``outcome`` is ``allowed``, ``denied`` or ``error``."""
    entry = {
        "principal": principal,
        "account": account,
        "action": action,
        "resource": resource,
        "outcome": outcome,
    }
    values = {key: _texts(value) for key, value in (context or {}).items() if value is not None}
    if values:
        entry["context"] = values
    with _lock:
        entry["sequence"] = len(_entries) + 1
        _entries.append(entry)
    return entry


def entries() -> list[dict]:
    with _lock:
        return [dict(entry) for entry in _entries]


def _texts(value):
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else str(value)


def _principal(access_key_id: str) -> tuple[str, str]:
    """The ARN and account behind an access key; an unknown key is named as what it is."""
    account = responses.get_account_id()
    if not access_key_id:
        return "anonymous", account
    credential = iam_evaluator.resolve_credential(access_key_id, account)
    if isinstance(credential, iam_evaluator.CredentialResolutionError):
        return f"access key {access_key_id} ({credential.code})", account
    return credential.principal_arn, credential.account_id


def observe_enforcement(key_context) -> None:
    """Records every decision of ministack's own enforcement; ``key_context`` says what a decision on a key depends on,
    which ministack looks up for itself."""
    original = iam_evaluator.enforce

    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        result = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        principal, account = _principal(access_key_id or "")
        outcome = "allowed" if result is None else "denied"
        context = {**(service_context or {}), **key_context(service, resource_arn, account, region)}
        entry = note(principal, account, iam_action, resource_arn, outcome, context)
        decisions = _decisions.get()
        if decisions is not None:
            decisions.append(entry)
        return result

    iam_evaluator.enforce = enforce


def add_to_decision(context: dict) -> None:
    """Adds to the latest decision on the request that is being answered."""
    decisions = _decisions.get()
    if decisions:
        with _lock:
            decisions[-1].setdefault("context", {}).update(context)


def observe_trust() -> None:
    """Adds to the decision on AssumeRole what its request says to the role's trust policy alone: the external id. No
    policy of ours asks for the name of the session."""
    original = iam_evaluator.evaluate_trust_policy

    def evaluate_trust_policy(document, caller_arn, context=None):
        external_id = None if context is None else context.service_context.get("sts:externalid")
        if external_id is not None:
            add_to_decision({"sts:ExternalId": external_id})
        return original(document, caller_arn, context)

    iam_evaluator.evaluate_trust_policy = evaluate_trust_policy


def _settle(decisions: list[dict], status: int) -> None:
    """Corrects the decisions of a request by its answer.

    ministack judges trust policies, and resource policies of other accounts, inside the service and after
    ``enforce``: their 403 is a denial too. Any other failure of an allowed call is an error.
    """
    if status < 400 or any(entry["outcome"] == "denied" for entry in decisions):
        return
    with _lock:
        for entry in decisions if status != 403 else decisions[-1:]:
            entry["outcome"] = "denied" if status == 403 else "error"


def recording(app):
    """An ASGI application that settles the decisions of each request by the status it answers, and notes of which the
    answer was a head without content: it has the name of the action that reads all."""

    async def recorded(scope, receive, send):
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        decisions: list[dict] = []
        _decisions.set(decisions)

        async def observed(message):
            if message["type"] == "http.response.start":
                _settle(decisions, message["status"])
                if scope["method"] == "HEAD":
                    for entry in decisions:
                        entry["method"] = "HEAD"
            await send(message)

        await app(scope, receive, observed)

    return recorded
