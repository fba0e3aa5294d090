"""EventBridge as AWS runs it: what PutTargets refuses, and which targets a rule may reach."""

import asyncio
import contextvars
import json
import logging
import re
import threading
import time
import urllib.error
import urllib.request
import uuid

import alarms
import letters
import mail
import record
from identities import error_answer, pass_role_denial, trusts
from internals import app, eventbridge, lambda_svc, responses, sns, sqs
from policies import Refusal, account_of, admitted

logger = logging.getLogger("rehearsal.events")

_EVENTS = "events.amazonaws.com"
# The API model's SageMakerPipelineParameterName (botocore, events 2015-10-07): no underscore. Terraform does not check.
_PARAMETER_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")
_TARGETS_PER_RULE = 5

_rule: contextvars.ContextVar[dict] = contextvars.ContextVar("rehearsal_rule")
# Why the target that is being called was not reached: code and message.
_failures: contextvars.ContextVar[list] = contextvars.ContextVar("rehearsal_failures")


def _target_refusal(request: dict) -> tuple | None:
    """AWS's answer to a PutTargets call that it refuses and ministack accepts, or None."""
    key = eventbridge._rule_key(request.get("Rule"), request.get("EventBusName", "default"))
    targets = request.get("Targets") or []
    ids = {target["Id"] for target in [*eventbridge._targets.get(key, []), *targets]}
    if len(ids) > _TARGETS_PER_RULE:
        message = "The requested resource exceeds the maximum number allowed."
        return error_answer("LimitExceededException", message)
    for at, target in enumerate(targets, 1):
        parameters = (target.get("SageMakerPipelineParameters") or {}).get("PipelineParameterList") or []
        for index, parameter in enumerate(parameters, 1):
            if not _PARAMETER_NAME.fullmatch(parameter.get("Name", "")):
                where = f"targets.{at}.member.sageMakerPipelineParameters.pipelineParameterList.{index}.member.name"
                message = (
                    f"1 validation error detected: Value '{parameter.get('Name', '')}' at '{where}' failed to satisfy "
                    f"constraint: Member must satisfy regular expression pattern: ^{_PARAMETER_NAME.pattern}$"
                )
                return error_answer("ValidationException", message)
        arn, role_arn = target.get("Arn", ""), target.get("RoleArn")
        if ":sagemaker:" in arn and not role_arn:
            return error_answer("ValidationException", f"RoleArn is required for target {arn}.")
        denial = pass_role_denial(role_arn, _EVENTS) if role_arn else None
        if denial:
            return error_answer("AccessDeniedException", denial)
    return None


def guard_targets() -> None:
    original = app.SERVICE_HANDLERS["events"]

    async def handle(method, path, headers, body, query):
        if headers.get("x-amz-target", "").endswith(".PutTargets"):
            refusal = _target_refusal(json.loads(body or b"{}"))
            if refusal:
                return refusal
        return await original(method, path, headers, body, query)

    app.SERVICE_HANDLERS["events"] = handle


def _source() -> dict:
    """What EventBridge tells a target's policy about the rule that it delivers for.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    """
    rule_arn = _rule.get()["Arn"]
    return {"aws:SourceArn": rule_arn, "aws:SourceAccount": account_of(rule_arn)}


def _undelivered(code: str, message: str) -> None:
    """Says why the target that is being called was not reached."""
    logger.warning("%s not delivered: %s", _rule.get()["Arn"], message)
    _failures.get().append((code, message))


def _admitted(action: str, resource: str, policy, context: dict) -> bool:
    """Whether the target's own policy lets EventBridge in, for the rule that is being delivered."""
    if admitted(_EVENTS, _rule.get()["Arn"], action, resource, policy, context):
        return True
    _undelivered("NO_PERMISSIONS", f"the policy of {resource} does not admit {_EVENTS}")
    return False


def _invoke_function(arn: str, payload: str) -> None:
    found = lambda_svc.function_policy_for_arn(arn)
    if found is None:
        _undelivered("NO_RESOURCE", f"there is no function {arn}")
        return
    if not _admitted("lambda:InvokeFunction", arn, found[0], _source()):
        return
    function, config, name = lambda_svc._get_func_record_for_ref(arn)
    invocation = lambda_svc._execution_record_for_config(function, config)
    event = json.loads(payload)
    result = lambda_svc._execute_function_with_config_scope(invocation, event)
    if isinstance(result, dict) and result.get("error"):
        # AWS would try an asynchronous invocation twice more, one and two minutes later; a rehearsal does not wait.
        record.note(_EVENTS, account_of(arn), "lambda:InvokeFunction", arn, "error")
        error = json.dumps(result.get("body"))
        logger.error("function %s failed: %s", name, error)
        letters.keep_for_function(config, event, error)


def _publish(arn: str, payload: str) -> None:
    # The user guide, "Amazon SNS permissions": condition blocks cannot be used in topic policies for EventBridge. It
    # sends no source keys here, so that a statement which asks for one admits nothing.
    if mail.admits(_EVENTS, _rule.get()["Arn"], arn, {}):
        sns.publish_internal(arn, payload)
    else:
        _undelivered("NO_PERMISSIONS", f"the policies of {arn} and its key do not admit {_EVENTS}")


def _keep(target: dict, event: dict) -> None:
    """What EventBridge does with an event that it could not deliver, each reason of it once: it counts it, and puts it
    into the target's queue where the queue's policy lets the rule (user guide, "Using dead-letter queues")."""
    queue_arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    for code, message in _failures.get()[:1]:
        rule_arn = _rule.get()["Arn"]
        alarms.count("AWS/Events", "FailedInvocations", RuleName=_rule.get()["Name"])
        found = sqs.queue_policy_for_arn(queue_arn) if queue_arn else None
        if found is None:
            continue
        if admitted(_EVENTS, rule_arn, "sqs:SendMessage", queue_arn, found[0], _source()):
            attributes = {"RULE_ARN": rule_arn, "TARGET_ARN": target["Arn"]}
            letters.put(queue_arn, event, ERROR_CODE=code, ERROR_MESSAGE=message, **attributes)


class _Callback:
    """Where EventBridge's SageMaker targets go: the process that runs the local SageMaker."""

    def __init__(self, url: str, token: str):
        self._url, self._token = url, token
        # No proxy of the user's: the callback is on this machine.
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def start_pipeline(self, target: dict) -> None:
        arn, role_arn = target["Arn"], target.get("RoleArn", "")
        if not trusts(role_arn, _EVENTS, _rule.get()["Arn"]):
            _undelivered("NO_PERMISSIONS", f"{role_arn} does not trust {_EVENTS}")
            return
        parameters = (target.get("SageMakerPipelineParameters") or {}).get("PipelineParameterList") or []
        body = {
            "account": responses.get_account_id(),
            "region": responses.get_region(),
            "arn": arn,
            "roleArn": role_arn,
            "parameters": parameters,
        }
        headers = {"content-type": "application/json", "x-rehearsal-token": self._token}
        request = urllib.request.Request(self._url, json.dumps(body).encode(), headers, method="POST")
        try:
            self._open(request).close()
        except urllib.error.HTTPError as error:
            _undelivered("SDK_CLIENT_ERROR", f"{arn} not started: {error.read().decode('utf-8', 'replace')}")
        except OSError as error:
            _undelivered("SDK_CLIENT_ERROR", f"{arn} not started: {error}")


def deliver(callback_url: str, token: str) -> None:
    """Delivers to targets in order and in full before it returns, and only where AWS would deliver."""
    invoke, callback = eventbridge._invoke_target, _Callback(callback_url, token)
    send = eventbridge._dispatch_to_sqs

    def invoke_in_order(target, event, rule, view=None):
        _rule.set(rule)
        _failures.set([])
        if ":sagemaker:" in target.get("Arn", ""):
            callback.start_pipeline(target)
        else:
            invoke(target, event, rule, view)
        seen = view or eventbridge._pattern_event_view(event)
        _keep(target, seen.event_with_detail())

    def invoke_target(target, event, rule, view=None):
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            invoke_in_order(target, event, rule, view)
            return
        # PutEvents of an API client runs on the server's own loop, which a function that calls back would block.
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(invoke_in_order, target, event, rule, view), daemon=True).start()

    def send_message(spec, payload, parameters=None):
        found = sqs.queue_policy_for_arn(str(spec))
        if found is not None and _admitted("sqs:SendMessage", str(spec), found[0], _source()):
            send(spec, payload, parameters)

    eventbridge._invoke_target = invoke_target
    eventbridge._dispatch_to_lambda = _invoke_function
    eventbridge._dispatch_to_sns = _publish
    eventbridge._dispatch_to_sqs = send_message


def emit(event: dict) -> None:
    """Counts a service's event, and puts it on the default bus. PutEvents refuses the sources ``aws.…`` to everyone but AWS."""
    alarms.count_execution(event)
    entry = {
        "Source": event["source"],
        "DetailType": event["detailType"],
        "Detail": json.dumps(event["detail"]),
        "Resources": list(event["resources"]),
    }
    with responses.request_scope(event["account"], event["region"]):
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def stop_the_clock() -> None:
    """Schedules fire when the story says so, not when the hour strikes during a rehearsal."""
    eventbridge.start_scheduler = lambda: None


def fire(request: dict) -> None:
    """Fires a schedule rule now."""
    account, region, name = request["account"], request["region"], request["rule"]
    with responses.request_scope(account, region):
        key = eventbridge._rule_key(name, "default")
        rule = eventbridge._rules.get(key)
        if rule is None:
            raise Refusal("ResourceNotFoundException", f"Rule {name} does not exist on EventBus default.")
        if not rule.get("ScheduleExpression"):
            raise Refusal("ValidationException", f"Rule {name} has no schedule.")
        if rule.get("State") != "ENABLED":
            raise Refusal("ValidationException", f"Rule {name} is {rule.get('State')}: its schedule does not fire.")
        event = {
            "EventId": str(uuid.uuid4()),
            "Source": "aws.events",
            "DetailType": "Scheduled Event",
            "Detail": "{}",
            "EventBusName": "default",
            "Time": int(time.time()),
            "Resources": [rule["Arn"]],
            "Account": account,
            "Region": region,
        }
        view = eventbridge._pattern_event_view(event)
        for target in eventbridge._targets.get(key, []):
            eventbridge._invoke_target(target, event, rule, view)
