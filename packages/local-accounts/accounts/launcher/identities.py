"""Who calls: what a request asks for, sessions of service roles, and the right to hand a role over."""

import json
import re
import time

import letters
import networks
import record
from internals import app, iam, iam_actions, iam_evaluator, responses, router, sts
from policies import Refusal, account_of, authorize, service_allowed
from signatures import account_behind, request_of

_SESSION_SECONDS = 3600
# The services that stand beside ministack, by the prefix of X-Amz-Target. It does not know them, and would load botocore's
# whole catalogue to look for them.
_BESIDE = {"SageMaker": "sagemaker", "ServiceQuotasV20190624": "servicequotas"}


def identify(call: dict) -> dict:
    """What a request asks for, and who sends it, unverified: fault rules match on it."""
    request = request_of(call)
    method, raw_path, query = request.method, request.raw_path, request.query
    headers, body = request.headers, request.body
    access_key_id = router.extract_access_key_id(headers, query) or ""
    region = router.extract_region(headers, query)
    account = account_behind(access_key_id) if access_key_id else ""
    prefix, _, operation = headers.get("x-amz-target", "").partition(".")
    if prefix in _BESIDE:
        action, resource = f"{_BESIDE[prefix]}:{operation}", "*"
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
    """Refuses a function whose role the caller may not pass, whose role Lambda may not assume, whose role may not
    keep its dead letters, or that cannot be put into its VPC.

    AWS checks this when a function is created or changed; ministack does not.
    """
    original = app.SERVICE_HANDLERS["lambda"]

    async def handle(method, path, headers, body, query):
        if method in ("POST", "PUT") and _FUNCTIONS.match(path):
            settings = json.loads(body or b"{}")
            role_arn = settings.get("Role")
            if role_arn:
                denial = pass_role_denial(role_arn, "lambda.amazonaws.com")
                if denial:
                    return error_answer("AccessDeniedException", denial, 403)
                if not trusts(role_arn, "lambda.amazonaws.com", None):
                    message = "The role defined for the function cannot be assumed by Lambda."
                    return error_answer("InvalidParameterValueException", message)
            name = path.split("/")[3] if method == "PUT" else None
            message = letters.refusal(name, settings)
            if message:
                return error_answer("InvalidParameterValueException", message)
            refused = networks.refusal(name, settings)
            if refused:
                return error_answer(*refused)
        return await original(method, path, headers, body, query)

    app.SERVICE_HANDLERS["lambda"] = handle
