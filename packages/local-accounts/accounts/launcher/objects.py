"""Encrypted objects: who reads one needs its key as well."""

from policies import account_of, authorize
from internals import app, iam_actions, iam_evaluator, responses

_KEY = "x-amz-server-side-encryption-aws-kms-key-id"


def guard_encrypted_objects() -> None:
    """Asks for ``kms:Decrypt`` of whoever reads an object that a KMS key encrypts (S3 API reference, GetObject).

    ministack does not. A look at the head takes no key (HeadObject).
    """
    original = app.SERVICE_HANDLERS["s3"]

    async def handle(method, path, headers, body, query, **more):
        answer = await original(method, path, headers, body, query, **more)
        key = answer[1].get(_KEY) if method == "GET" and answer[0] < 300 else None
        if key is None:
            return answer
        region, caller = responses.get_region(), iam_evaluator.caller_arn()
        decision = authorize(
            {
                # ministack answers in the name of the bucket's account.
                "caller": {"arn": caller, "account": account_of(caller)},
                "action": "kms:Decrypt",
                "resource": key,
                "region": region,
                "context": {"kms:ViaService": f"s3.{region}.amazonaws.com"},
            }
        )
        return answer if decision["allowed"] else _denied(decision["reason"])

    app.SERVICE_HANDLERS["s3"] = handle


def tell_conditional_writes() -> None:
    """Tells policies whether a write asks to be refused where the key is taken: ``s3:if-none-match`` (S3 user guide,
    "Enforce conditional writes on Amazon S3 buckets"), which ministack does not know."""
    original = iam_actions.s3_service_context

    def s3_service_context(iam_action, query_params, path="", headers=None):
        context = original(iam_action, query_params, path, headers)
        asked = (headers or {}).get("if-none-match")
        return {**context, "s3:if-none-match": asked} if iam_action == "s3:PutObject" and asked else context

    iam_actions.s3_service_context = s3_service_context


def _denied(reason: str) -> tuple:
    text = f"<Error><Code>AccessDenied</Code><Message>{reason}</Message></Error>"
    return 403, {"Content-Type": "application/xml"}, text.encode()
