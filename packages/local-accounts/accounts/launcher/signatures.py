"""Whether a request was signed with the secret of the key that it names.

ministack's own check leaves out root keys, unsigned requests, and whether a body is the one that was signed. This one
stands before it, for every request. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import parse_qs

from internals import iam_actions, iam_evaluator, responses, router, sigv4
import source_identity
from policies import Refusal

_ALGORITHM = "AWS4-HMAC-SHA256"
# What S3 takes for the body's hash beside the hash itself. That of signed chunks is checked chunk by chunk.
# https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
_S3_PAYLOADS = {
    "UNSIGNED-PAYLOAD",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
}


@dataclass(frozen=True)
class Request:
    """A request as it arrived. The names of its headers are in lower case."""

    method: str
    raw_path: str
    query: dict
    headers: dict
    body: bytes


def request_of(call: dict) -> Request:
    """The request that a verb of the control port is about."""
    raw_path, _, query = call["path"].partition("?")
    headers = {name.lower(): value for name, value in call["headers"].items()}
    body = base64.b64decode(call.get("body") or "")
    return Request(call["method"], raw_path, parse_qs(query, keep_blank_values=True), headers, body)


def account_behind(access_key_id: str) -> str:
    """The account of a session key, an IAM user's key, or the twelve digits that are an account's root."""
    return (
        responses._account_from_sts_session(access_key_id)
        or iam_evaluator.find_iam_access_key_account(access_key_id)
        or access_key_id
    )


def verify(request: Request) -> tuple:
    """The signature and the credential behind it. Refusals have the codes of ministack's evaluator."""
    presigned = "authorization" not in request.headers and "X-Amz-Signature" in request.query
    signature = _claimed(request, presigned)
    _cover(request, signature)
    _in_time(request, signature, presigned)
    credential = _credential(request, signature, presigned)
    is_s3 = signature.service == "s3" and "x-amz-target" not in request.headers
    headers, actual = request.headers, hashlib.sha256(request.body).hexdigest()
    claimed = headers.get("x-amz-content-sha256")
    if claimed and not is_s3:
        # The hash of what arrived, not the one that the request claims for itself.
        headers = {**headers, "x-amz-content-sha256": actual}
    failure = sigv4.header_signature_failure(
        signature,
        credential.secret_access_key,
        request.method,
        request.raw_path,
        request.query,
        headers,
        request.body,
        presigned=presigned,
    )
    if failure:
        raise Refusal(*failure, 403)
    if claimed and is_s3 and claimed not in _S3_PAYLOADS and claimed != actual:
        message = "The provided 'x-amz-content-sha256' header does not match what was computed."
        raise Refusal("XAmzContentSHA256Mismatch", message, 400)
    return signature, credential


def _claimed(request: Request, presigned: bool):
    authorization = request.headers.get("authorization")
    if authorization is None and not presigned:
        raise Refusal("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
    algorithm = request.query.get("X-Amz-Algorithm") if presigned else authorization.split(" ")[:1]
    if algorithm != [_ALGORITHM]:
        raise Refusal("UnsupportedSignature", f"The algorithm must be {_ALGORITHM}.")
    signature = (
        sigv4.parse_query_signature(request.query) if presigned else sigv4.parse_header_signature(request.headers)
    )
    if isinstance(signature, tuple):
        raise Refusal(*signature)
    # Whose call ministack takes it for.
    if router.extract_access_key_id(request.headers, request.query) != signature.access_key_id:
        raise Refusal("IncompleteSignature", "The request names more than one access key.")
    return signature


def _cover(request: Request, signature) -> None:
    """The host and every header that AWS acts on must be signed."""
    signed = set(signature.signed_headers.split(";"))
    left_out = [name for name in request.headers if name.startswith("x-amz-") or name == "host"]
    left_out = [name for name in left_out if name not in signed]
    if left_out or "host" not in signed:
        message = f"There were headers present in the request which were not signed: {', '.join(left_out)}"
        raise Refusal("SignatureDoesNotMatch", message, 403)


def _in_time(request: Request, signature, presigned: bool) -> None:
    expires = request.query.get("X-Amz-Expires") if presigned else None
    if expires is None:
        failure = sigv4.request_time_failure(signature)
        if failure:
            raise Refusal(*failure, 403)
        return
    try:
        expired = sigv4.presigned_request_is_expired(signature.amz_date, expires[0])
    except ValueError:
        expired = True
    if expired:
        raise Refusal("RequestExpired", "Request has expired", 403)


def _credential(request: Request, signature, presigned: bool):
    token = request.headers.get("x-amz-security-token", "")
    if presigned:
        token = request.query.get("X-Amz-Security-Token", [""])[0]
    key = signature.access_key_id
    found = iam_evaluator.resolve_credential(key, account_behind(key), token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        # AWS does not know a session's key without its token.
        code = "UnrecognizedClientException" if found.code == "InvalidToken" and not token else found.code
        raise Refusal(code, found.message, 403)
    return found


def authenticate(call: dict) -> dict:
    """Verifies a call to a service that stands beside ministack: the caller as GetCallerIdentity names it, or the refusal as AWS JSON names it."""
    try:
        signature, credential = verify(request_of(call))
        if signature.service != call["service"]:
            message = f"Credential should be scoped to correct service: '{call['service']}'."
            raise Refusal("SignatureDoesNotMatch", message, 403)
    except Refusal as refusal:
        names = iam_actions._AUTH_FAILURES.get(refusal.code)
        raise Refusal(names[2] if names else refusal.code, refusal.message) from refusal
    caller = {"account": credential.account_id, "arn": credential.principal_arn, "region": signature.region}
    identity = source_identity.of_session(signature.access_key_id)
    return caller if identity is None else {**caller, "sourceIdentity": identity}
