"""Policy decisions that ministack's own front door does not take: calls of AWS services, and SageMaker's."""

import json
from urllib.parse import parse_qs

import buckets
import record
from internals import iam, iam_actions, iam_evaluator, kms, lambda_svc, responses, sns, sqs


class Refusal(Exception):
    """A refused request, with the error code that AWS gives it."""

    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


def account_of(arn: str) -> str:
    return arn.split(":")[4] if arn.count(":") >= 5 else ""


def credential_of(caller_arn: str, account: str):
    """The caller as ministack's evaluator wants it: an ARN is all that is known of a SageMaker caller."""
    kind, _, name = caller_arn.split(":", 5)[5].partition("/")
    kinds = {"root": "Root", "assumed-role": "AssumedRole", "user": "User"}
    if kind not in kinds:
        raise Refusal("ValidationException", f"{caller_arn} is no principal that can call an API")
    return iam_evaluator.ResolvedCredential(
        access_key_id="",
        secret_access_key="",
        account_id=account,
        principal_arn=caller_arn,
        principal_id="",
        principal_type=kinds[kind],
        principal_name=name.rsplit("/", 1)[-1],
    )


def find_key(reference: str, account: str, region: str) -> dict | None:
    """A KMS key by id, key ARN, alias name or alias ARN, in whichever account the ARN names."""
    if reference.startswith("arn:"):
        _, _, _, region, account, reference = reference.split(":", 5)
        reference = reference.removeprefix("key/")
    if reference.startswith("alias/"):
        alias = f"arn:aws:kms:{region}:{account}:{reference}"
        reference = kms._aliases.get_scoped(account, region, alias) or ""
    return kms._keys.get_scoped(account, region, reference)


def _own_policy(service: str, resource: str) -> tuple[object, str] | None:
    """The policy that a resource of ministack's carries, and its owner. None where the service keeps none."""
    if service == "s3":
        return buckets.policy_and_owner(resource)
    lookups = {
        "sns": sns.topic_policy_for_arn,
        "sqs": sqs.queue_policy_for_arn,
        "lambda": lambda_svc.function_policy_for_arn,
    }
    if service not in lookups or not account_of(resource):
        return None
    with responses.request_scope(account_of(resource), resource.split(":")[3]):
        return lookups[service](resource)


def _why(identity, result, action: str) -> str:
    """The last clause of AWS's denial: which kind of policy decided."""
    if result.decision == "Deny":
        kind = "a resource-based" if result.resource_policy_arn else "an identity-based"
        return f"with an explicit deny in {kind} policy"
    kind = "identity-based" if identity.decision == "ImplicitDeny" else "resource-based"
    return f"because no {kind} policy allows the {action} action"


def key_context(service: str, resource: str, account: str, region: str) -> dict:
    """What a KMS action's decision may depend on beside the caller: every alias of the key, whichever name it was
    called by, and the key's tags."""
    key = find_key(resource, account, region) if service == "kms" and resource != "*" else None
    if key is None:
        return {}
    owner, home = account_of(key["Arn"]), key["Arn"].split(":")[3]
    with responses.request_scope(owner, home):
        aliases = sorted(alias.split(":", 5)[5] for alias, target in kms._aliases.items() if target == key["KeyId"])
    tags = {f"aws:ResourceTag/{tag['TagKey']}": tag["TagValue"] for tag in key.get("Tags", [])}
    return {**({"kms:ResourceAliases": aliases} if aliases else {}), **tags}


def authorize(request: dict) -> dict:
    """Decides one action of one principal, as ``AuthorizationRequest`` of ports.ts asks; records the decision."""
    caller, action, resource, region = (request[key] for key in ("caller", "action", "resource", "region"))
    arn, account, service = caller["arn"], caller["account"], action.split(":", 1)[0]
    context = {**(request.get("context") or {}), **key_context(service, resource, account, region)}
    decision = _decide(arn, account, service, action, resource, region, context, request.get("resourcePolicy"))
    record.note(arn, account, action, resource, "allowed" if decision["allowed"] else "denied", context)
    return decision


def _decide(arn, account, service, action, resource, region, context, given) -> dict:
    denied = f"User: {arn} is not authorized to perform: {action} on resource: {resource}"
    if service == "kms" and resource != "*":
        key = find_key(resource, account, region)
        if key is None:
            return {"allowed": False, "reason": f"{denied} because the resource does not exist in this Region"}
        if key["KeyState"] != "Enabled":
            return {"allowed": False, "reason": f"{key['Arn']} is {key['KeyState']}"}
        resource, found = key["Arn"], (key.get("Policy") or "", account_of(key["Arn"]))
    elif given is not None:
        found = (given.get("document") or "", given["owner"])
    else:
        found = _own_policy(service, resource)
    with responses.request_scope(account, region):
        principal = iam_evaluator.resolve_principal("", account, credential_of(arn, account))
        evaluation = iam_evaluator.EvalContext(
            principal_arn=arn,
            principal_type=principal.type,
            principal_account=account,
            action=action,
            resource_arn=resource,
            region=region,
            service_context={key.lower(): value for key, value in context.items()},
            principal_keys=principal.keys,
        )
        if principal.policies is None:
            identity = iam_evaluator.EvalResult("Allow", arn, "", "account root")
        else:
            identity = iam_evaluator.evaluate(evaluation, principal.policies, *principal.limits)
        result = identity
        if found is not None:
            result = iam_evaluator.combine_resource_policy(
                identity, evaluation, *found, required=service == "kms", limits=principal.limits
            )
    if result.decision == "Allow":
        return {"allowed": True}
    return {"allowed": False, "reason": f"{denied} {_why(identity, result, action)}"}


def service_allowed(service: str, action: str, resource: str, region: str, policy, context: dict) -> bool:
    """Whether a policy admits an AWS service by its principal, such as ``events.amazonaws.com``.

    For a trust policy, ``resource`` is the role. Nothing but the policy counts: a service has no identity policies.
    """
    evaluation = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=region,
        service_context={
            "aws:principalisawsservice": "true",
            "aws:principalservicename": service,
            **{key.lower(): value for key, value in context.items()},
        },
    )
    return iam_evaluator.evaluate_resource_policy(policy, evaluation, service=service).decision == "Allow"


def admitted(service: str, source_arn: str, action: str, resource: str, policy, context: dict) -> bool:
    """Whether a resource's own policy admits a service, for the rule or alarm it acts for; records the decision."""
    allowed = service_allowed(service, action, resource, responses.get_region(), policy, context)
    record.note(service, account_of(source_arn), action, resource, "allowed" if allowed else "denied", context)
    return allowed


def close_service_back_door() -> None:
    """Keeps account roots out of roles and resources that name a service.

    ministack lets any account's root pass as any ``Service`` principal, for calls of its own that use root
    credentials. AWS does not, and here a service's calls go through ``service_allowed``.
    """
    original = iam_evaluator._principal_matches

    def principal_matches(principal, caller_arn):
        if isinstance(principal, dict):
            principal = {kind: value for kind, value in principal.items() if kind != "Service"}
        return original(principal, caller_arn)

    iam_evaluator._principal_matches = principal_matches


def correct_condition_keys() -> None:
    """Gives two global condition keys the values that they have on AWS.

    ``aws:PrincipalArn`` of a session is its role's ARN, path included; ministack has the session's own, which no
    policy names (IAM User Guide, "AWS global condition context keys"). ``aws:SecureTransport`` is true: on this
    machine's loopback the gateway stands where AWS has its TLS endpoints.
    """
    original = iam_evaluator._resolve_condition_key

    def resolve_condition_key(key, context):
        value = original(key, context)
        if key.lower() == "aws:securetransport":
            return "true"
        if key.lower() == "aws:principalarn" and ":assumed-role/" in str(value):
            role = iam._roles.get_scoped(account_of(value), None, value.split("/")[1])
            return value if role is None else role["Arn"]
        return value

    iam_evaluator._resolve_condition_key = resolve_condition_key


def _members(body: bytes) -> dict:
    """The members of a JSON body, or the parameters of a form; empty where it is neither."""
    try:
        call = json.loads(body or b"{}")
    except ValueError:
        return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}
    return call if isinstance(call, dict) else {}


def _rule_arn(call: dict, region: str, account: str) -> str | None:
    """A rule, as AWS names it: without the bus where that is the default one."""
    name = call.get("Rule") or call.get("Name")
    bus = call.get("EventBusName") or "default"
    if name is None:
        return call.get("ResourceARN")
    path = name if bus == "default" else f"{bus}/{name}"
    return f"arn:aws:events:{region}:{account}:rule/{path}"


def _function_arn(call: dict, region: str, account: str) -> str | None:
    """The function that CreateFunction makes: the one call that has its name in the body."""
    name = call.get("FunctionName")
    return None if name is None else f"arn:aws:lambda:{region}:{account}:function:{name}"


def _alias_arn(call: dict, region: str, account: str) -> str | None:
    """The alias that a call creates, points elsewhere or deletes."""
    name = call.get("AliasName")
    return None if name is None else f"arn:aws:kms:{region}:{account}:{name}"


def _topic_arn(call: dict, region: str, account: str) -> str | None:
    """The topic whose tags, or whose subscription, a call is about."""
    subscription = call.get("SubscriptionArn")
    return call.get("ResourceArn") if subscription is None else subscription.rsplit(":", 1)[0]


def _alarm_arn(call: dict, region: str, account: str) -> str | None:
    """The alarm that a call makes or tags, or the first of those that it deletes."""
    first = call.get("AlarmNames.member.1") or next(iter(call.get("AlarmNames") or []), None)
    name = call.get("AlarmName") or first
    return call.get("ResourceARN") if name is None else f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"


def _log_stream_arn(call: dict, asked: str) -> str:
    """The stream that a call is about, where it names one: ministack asks for its group."""
    stream = call.get("logStreamName")
    return asked if stream is None or asked == "*" else f"{asked}:log-stream:{stream}"


def name_resources_in_requests() -> None:
    """Asks policies for the resources that AWS asks for (Service Authorization Reference).

    ministack asks for ``rule/default/<name>`` where AWS says ``rule/<name>``, and for ``*`` where a call names its
    rule in ``Rule``, for aliases, for subscriptions, for a topic's tags, for a function that is yet to be created, and
    for alarms. DescribeAlarms is asked for on all alarms, whichever it names; a log's stream by its own ARN.
    """
    original = iam_actions.extract_resource_arn
    names = {"events": _rule_arn, "kms": _alias_arn, "lambda": _function_arn, "monitoring": _alarm_arn, "sns": _topic_arn}

    def extract_resource_arn(service, method, path, headers, body, query, region, account):
        asked = original(service, method, path, headers, body, query, region, account)
        if iam_actions.extract_iam_action(service, method, path, headers, body, query) == "cloudwatch:DescribeAlarms":
            return f"arn:aws:cloudwatch:{region}:{account}:alarm:*"
        if service == "logs":
            return _log_stream_arn(_members(body), asked)
        if service == "events" or asked == "*" and service in names:
            return names[service](_members(body), region, account) or asked
        return asked

    iam_actions.extract_resource_arn = extract_resource_arn
