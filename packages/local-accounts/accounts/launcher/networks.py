"""Functions in a VPC: what Lambda does there as their roles, and asks of whoever puts them there."""

from internals import iam_evaluator, lambda_svc, responses
from policies import account_of, authorize

# Nothing here has an interface; its id stands in what is asked.
_INTERFACE = "network-interface/eni-00000000000000000"


def _denial(caller: dict, action: str, resource: str, context: dict | None = None) -> str | None:
    """Why a caller may not do this; None where it may."""
    region = responses.get_region()
    request = {"caller": caller, "action": action, "resource": resource, "region": region, "context": context}
    decision = authorize(request)
    return None if decision["allowed"] else decision["reason"]


def _as_role(role_arn: str, function: str, vpc: dict) -> str | None:
    """The first action on interfaces that a function's role lacks (Lambda developer guide, "Required IAM
    permissions"), or None."""
    account, region = account_of(role_arn), responses.get_region()
    arn = f"arn:aws:sts::{account}:assumed-role/{role_arn.rsplit('/', 1)[-1]}/{function}"
    caller, own = {"arn": arn, "account": account}, f"arn:aws:ec2:{region}:{account}:"
    places = [_INTERFACE, *(f"subnet/{name}" for name in vpc["SubnetIds"])]
    places += [f"security-group/{name}" for name in vpc.get("SecurityGroupIds") or []]
    asked = [("DescribeSubnets", "*"), *(("CreateNetworkInterface", own + place) for place in places)]
    asked += [("DescribeNetworkInterfaces", "*"), ("AssignPrivateIpAddresses", own + _INTERFACE)]
    asked += [("UnassignPrivateIpAddresses", own + _INTERFACE), ("DeleteNetworkInterface", own + _INTERFACE)]
    return next((action for action, resource in asked if _denial(caller, f"ec2:{action}", resource)), None)


def refusal(function: str | None, settings: dict) -> tuple[str, str, int] | None:
    """Lambda's answer to a function that cannot be put into its VPC: code, sentence and status; or None."""
    vpc = settings.get("VpcConfig") or {}
    if not vpc.get("SubnetIds"):
        return None
    caller = {"arn": iam_evaluator.caller_arn(), "account": responses.get_account_id()}
    for noun in ("Subnets", "SecurityGroups", "Vpcs"):
        denial = _denial(caller, f"ec2:Describe{noun}", "*")
        if denial:
            return "AccessDeniedException", denial, 403
    role_arn = settings.get("Role")
    if role_arn is None:
        role_arn = lambda_svc._get_func_record_for_ref(function)[1]["Role"]
    action = _as_role(role_arn, settings.get("FunctionName") or function or "", vpc)
    if action is None:
        return None
    sentence = f"The provided execution role does not have permissions to call {action} on EC2"
    return "InvalidParameterValueException", sentence, 400
