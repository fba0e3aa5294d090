"""Who calls: signatures of SageMaker requests, sessions of service roles, and the right to hand a role over."""

import base64
import hashlib
import json
import re
import time
from urllib.parse import parse_qs

import record
from internals import app, iam, iam_actions, iam_evaluator, responses, router, sigv4, sts
from policies import Refusal, account_of, authorize, service_allowed

_SESSION_SECONDS = 3600
_MISSING_TOKEN = ("MissingAuthenticationTokenException", "Missing Authentication Token")


def _request_of(call: dict) -> tuple[str, str, dict, dict, bytes]:
    raw_path, _, query = call["path"].partition("?")
    headers = {name.lower(): value for name, value in call["headers"].items()}
    body = base64.b64decode(call.get("body") or "")
    return call["method"], raw_path, parse_qs(query, keep_blank_values=True), headers, body


def _account_behind(access_key_id: str) -> str:
    """The account of a session key, an IAM user's key, or the twelve digits that are an account's root."""
    return (
        responses._account_from_sts_session(access_key_id)
        or iam_evaluator.find_iam_access_key_account(access_key_id)
        or access_key_id
    )


def authenticate(call: dict) -> dict:
    """Verifies a request's SigV4 signature: the caller as GetCallerIdentity names it, or AWS's refusal."""
    method, raw_path, query, headers, body = _request_of(call)
    if not headers.get("authorization"):
        raise Refusal(*_MISSING_TOKEN)
    signature = sigv4.parse_header_signature(headers)
    if isinstance(signature, tuple):
        raise _refused(*signature)
    failure = sigv4.request_time_failure(signature)
    if failure:
        raise _refused(*failure)
    account = _account_behind(signature.access_key_id)
    credential = iam_evaluator.resolve_credential(
        signature.access_key_id, account, headers.get("x-amz-security-token", "")
    )
    if isinstance(credential, iam_evaluator.CredentialResolutionError):
        raise _refused(credential.code, credential.message)
    # The hash of what arrived, not the one that the request claims for itself.
    if headers.get("x-amz-content-sha256"):
        headers["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
    failure = sigv4.header_signature_failure(
        signature, credential.secret_access_key, method, raw_path, query, headers, body
    )
    if failure:
        raise _refused(*failure)
    return {"account": credential.account_id, "arn": credential.principal_arn, "region": signature.region}


def _refused(code: str, message: str) -> Refusal:
    """A failed authentication as AWS's JSON services name it."""
    names = iam_actions._AUTH_FAILURES.get(code)
    return Refusal(names[2] if names else code, message)


def identify(call: dict) -> dict:
    """What a request asks for, and who sends it, unverified: fault rules match on it."""
    method, raw_path, query, headers, body = _request_of(call)
    access_key_id = router.extract_access_key_id(headers, query) or ""
    region = router.extract_region(headers, query)
    account = _account_behind(access_key_id) if access_key_id else ""
    prefix, _, operation = headers.get("x-amz-target", "").partition(".")
    if prefix == "SageMaker":
        # ministack does not know the service, and would load botocore's whole catalogue to look for it.
        action, resource = f"sagemaker:{operation}", "*"
    else:
        service = router.detect_service(method, raw_path, headers, query)
        action = iam_actions.extract_iam_action(service, method, raw_path, headers, body, query) or f"{service}:Unknown"
        resource = iam_actions.extract_resource_arn(service, method, raw_path, headers, body, query, region, account)
    credential = iam_evaluator.resolve_credential(access_key_id, account) if access_key_id else None
    known = credential is not None and not isinstance(credential, iam_evaluator.CredentialResolutionError)
    return {
        "action": action,
        "resource": resource,
        "account": account,
        "principal": credential.principal_arn if known else "anonymous",
    }


def _role(role_arn: str) -> dict | None:
    """The role of exactly this ARN, its path included."""
    role = iam._roles.get_scoped(account_of(role_arn), None, role_arn.rsplit("/", 1)[-1])
    return role if role is not None and role["Arn"] == role_arn else None


def trusts(role_arn: str, service: str, source_arn: str | None) -> bool:
    """Whether the role's trust policy lets the service assume it for a resource of the role's own account."""
    role = _role(role_arn)
    context = {"aws:SourceAccount": account_of(role_arn)}
    if source_arn:
        context["aws:SourceArn"] = source_arn
    allowed = role is not None and service_allowed(
        service, "sts:AssumeRole", role_arn, responses.get_region(), role["AssumeRolePolicyDocument"], context
    )
    outcome = "allowed" if allowed else "denied"
    record.note(service, account_of(role_arn), "sts:AssumeRole", role_arn, outcome, context)
    return allowed


def service_session(request: dict) -> dict:
    """Credentials of a role as an AWS service gets them; refused where the trust policy does not name the service."""
    role_arn, service, session_name = request["roleArn"], request["service"], request["sessionName"]
    if not trusts(role_arn, service, request.get("sourceArn")):
        message = f"{service} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
        raise Refusal("AccessDenied", message, 403)
    account, name = account_of(role_arn), role_arn.rsplit("/", 1)[-1]
    session = {
        "accessKeyId": iam._gen_session_access_key(),
        "secretAccessKey": iam._gen_secret(),
        "sessionToken": iam._gen_session_token(),
    }
    sts.register_session(
        session["accessKeyId"],
        {
            "Arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session_name}",
            "UserId": f"{_role(role_arn)['RoleId']}:{session_name}",
            "SecretAccessKey": session["secretAccessKey"],
            "SessionToken": session["sessionToken"],
            "Expiration": time.time() + _SESSION_SECONDS,
            "AccountId": account,
            "PrincipalType": "AssumedRole",
        },
    )
    return session


def pass_role_denial(role_arn: str, service: str) -> str | None:
    """AWS's sentence when the caller of the current request may not pass this role to the service, or None."""
    decision = authorize(
        {
            "caller": {"arn": iam_evaluator.caller_arn(), "account": responses.get_account_id()},
            "action": "iam:PassRole",
            "resource": role_arn,
            "region": responses.get_region(),
            "context": {"iam:PassedToService": service},
        }
    )
    return None if decision["allowed"] else decision["reason"]


def error_answer(code: str, message: str, status: int = 400) -> tuple:
    """An error in the form of AWS's JSON services, as ministack's handlers return it."""
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": code}
    return status, headers, json.dumps({"__type": code, "message": message}).encode()


_FUNCTIONS = re.compile(r"^/2015-03-31/functions(/?|/[^/]+/configuration)$")


def guard_functions() -> None:
    """Refuses a function whose role the caller may not pass, or whose role Lambda may not assume.

    AWS checks both when a function is created or its role changed; ministack checks neither.
    """
    original = app.SERVICE_HANDLERS["lambda"]

    async def handle(method, path, headers, body, query):
        if method in ("POST", "PUT") and _FUNCTIONS.match(path):
            role_arn = json.loads(body or b"{}").get("Role")
            if role_arn:
                denial = pass_role_denial(role_arn, "lambda.amazonaws.com")
                if denial:
                    return error_answer("AccessDeniedException", denial, 403)
                if not trusts(role_arn, "lambda.amazonaws.com", None):
                    message = "The role defined for the function cannot be assumed by Lambda."
                    return error_answer("InvalidParameterValueException", message)
        return await original(method, path, headers, body, query)

    app.SERVICE_HANDLERS["lambda"] = handle
