"""The source identity of a session, which ministack does not know: who somebody says that they are when they assume a
role. A trust policy can demand one, it passes on from role to role, and nobody can change it (IAM User Guide, "Monitor
and control actions taken with assumed roles")."""

import contextvars
import dataclasses
import re
from urllib.parse import parse_qs

import record
from internals import app, iam_evaluator, router, sts
from policies import account_of, authorize

_FORM = re.compile(r"[\w+=,.@-]{2,64}")
# What the AssumeRole that is being answered sets, or hands on.
_identity: contextvars.ContextVar[str | None] = contextvars.ContextVar("source_identity", default=None)


def of_session(access_key_id: str) -> str | None:
    return (sts._sessions.get(access_key_id) or {}).get("SourceIdentity")


def keep() -> None:
    """Puts the source identity to trust policies, and keeps it with the session."""
    handler, trusted, register = app.SERVICE_HANDLERS["sts"], iam_evaluator.evaluate_trust_policy, sts.register_session

    async def handle(method, path, headers, body, query):
        form = {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
        if form.get("Action") != "AssumeRole":
            return await handler(method, path, headers, body, query)
        inherited = of_session(router.extract_access_key_id(headers, query) or "")
        named = form.get("SourceIdentity")
        if named is not None and (not _FORM.fullmatch(named) or named.startswith("aws:")):
            message = f"Value '{named}' at 'sourceIdentity' failed to satisfy constraint: [\\w+=,.@-]*, 2 to 64 characters"
            return sts._error(400, "ValidationError", message, ns="sts")
        if inherited is not None and named not in (None, inherited):
            message = "The source identity of a session cannot be changed: not authorized to perform: sts:SetSourceIdentity"
            return sts._error(403, "AccessDenied", message, ns="sts")
        reset = _identity.set(named or inherited)
        try:
            status, answer_headers, answer = await handler(method, path, headers, body, query)
        finally:
            _identity.reset(reset)
        if status == 200 and (named or inherited):
            said = f"<SourceIdentity>{named or inherited}</SourceIdentity></AssumeRoleResult>"
            answer = _text(answer).replace("</AssumeRoleResult>", said).encode()
        return status, answer_headers, answer

    def evaluate_trust_policy(document, caller_arn, context=None):
        identity = _identity.get()
        if identity is None or context is None or context.action != "sts:AssumeRole":
            return trusted(document, caller_arn, context)
        named = {**context.service_context, "sts:sourceidentity": identity}
        record.add_to_decision({"sts:SourceIdentity": identity})
        context = dataclasses.replace(context, service_context=named)
        setting = dataclasses.replace(context, action="sts:SetSourceIdentity")
        if not all(trusted(document, caller_arn, asked) for asked in (context, setting)):
            return False
        decision = authorize(
            {
                "caller": {"arn": caller_arn, "account": context.principal_account},
                "action": "sts:SetSourceIdentity",
                "resource": context.resource_arn,
                "region": context.region,
                "context": {"sts:SourceIdentity": identity},
                "resourcePolicy": {"document": document, "owner": account_of(context.resource_arn)},
            }
        )
        return decision["allowed"]

    def register_session(access_key, session):
        identity = _identity.get()
        register(access_key, {**session, **({"SourceIdentity": identity} if identity else {})})

    app.SERVICE_HANDLERS["sts"] = handle
    iam_evaluator.evaluate_trust_policy = evaluate_trust_policy
    sts.register_session = register_session


def _text(body) -> str:
    return body.decode() if isinstance(body, bytes) else body
