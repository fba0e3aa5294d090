"""CloudWatch's metrics of AWS's services, and its alarms, which look at them when they are asked to."""

import re
import time
from xml.sax.saxutils import escape

import mail
from internals import cloudwatch, responses, sqs
from policies import account_of

_CLOUDWATCH = "cloudwatch.amazonaws.com"
_PIPELINES = "AWS/Sagemaker/ModelBuildingPipeline"
_EXECUTIONS = "SageMaker Model Building Pipeline Execution Status Change"
_COUNTED = {
    "Executing": "ExecutionStarted",
    "Failed": "ExecutionFailed",
    "Stopped": "ExecutionStopped",
    "Succeeded": "ExecutionSucceeded",
}
_BREACHES = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
_MISSING = {"breaching": True, "notBreaching": False}


def count(namespace: str, name: str, **dimensions: str) -> None:
    cloudwatch.record_metric(namespace, name, 1, "Count", dimensions)


def count_execution(event: dict) -> None:
    """SageMaker's metrics of pipelines, by the name in the pipeline's ARN (developer guide, "SageMaker Pipelines
    Metrics")."""
    if event["detailType"] != _EXECUTIONS:
        return
    name = _COUNTED.get(event["detail"].get("currentPipelineExecutionStatus"))
    if name is not None:
        with responses.request_scope(event["account"], event["region"]):
            count(_PIPELINES, name, PipelineName=event["detail"]["pipelineArn"].rsplit("/", 1)[-1])


def wait_to_be_asked() -> None:
    """An alarm changes its state when the story says that time has passed; ministack's changes with every metric."""
    cloudwatch._evaluate_alarm = lambda alarm: None


def describe_whole() -> None:
    """Says all of an alarm to who asks in CloudWatch's query protocol, as Terraform's provider does; ministack leaves
    out what its other protocols say, and Terraform would put that right in every plan."""
    own = cloudwatch._describe_alarms

    def describe_alarms(params, cbor_data, is_cbor, is_json=False):
        status, headers, body = own(params, cbor_data, is_cbor, is_json)
        if is_cbor or is_json:
            return status, headers, body
        return status, headers, re.sub(rb"<member><AlarmName>([^<]+)</AlarmName>", _with_the_rest, body)

    cloudwatch._describe_alarms = describe_alarms


def _with_the_rest(member: re.Match[bytes]) -> bytes:
    alarm = cloudwatch._alarms.get(member[1].decode())
    if alarm is None:
        return member[0]
    plain = "".join(
        f"<{name}>{escape(str(alarm[name]))}</{name}>"
        for name in ("AlarmDescription", "Period", "Statistic", "TreatMissingData", "Unit")
        if alarm.get(name) is not None
    )
    enabled = f"<ActionsEnabled>{str(alarm['ActionsEnabled']).lower()}</ActionsEnabled>"
    actions = "".join(
        f"<{name}>{''.join(f'<member>{escape(arn)}</member>' for arn in alarm[name])}</{name}>"
        for name in ("AlarmActions", "OKActions", "InsufficientDataActions")
    )
    dimensions = "".join(
        f"<member><Name>{escape(one['Name'])}</Name><Value>{escape(one['Value'])}</Value></member>"
        for one in alarm["Dimensions"]
    )
    return member[0] + f"{plain}{enabled}{actions}<Dimensions>{dimensions}</Dimensions>".encode()


def _in_queue(dimensions: dict, now: float) -> list[dict]:
    """What SQS measures each minute: here, whenever it is asked."""
    account, region = responses.get_account_id(), responses.get_region()
    queue = sqs._queue_by_arn(f"arn:aws:sqs:{region}:{account}:{dimensions.get('QueueName')}")
    waiting = [message for message in queue["messages"] if message["visible_at"] <= now] if queue else []
    return [{"Timestamp": now, "Value": float(len(waiting))}]


def _points(alarm: dict, now: float) -> list[dict]:
    dimensions = cloudwatch._dims_from_list(alarm["Dimensions"])
    if (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible"):
        return _in_queue(dimensions, now)
    if alarm["Namespace"] == _PIPELINES:
        # An ARN has the name in lower case.
        dimensions = {name: value.lower() for name, value in dimensions.items()}
    return cloudwatch._metrics.get((alarm["Namespace"], alarm["MetricName"], cloudwatch._dims_key(dimensions))) or []


def _state(alarm: dict, now: float) -> str:
    """Of all data points in the window, the missing ones as the alarm takes them."""
    points, period = _points(alarm, now), alarm["Period"]
    breaching = []
    for index in range(alarm["EvaluationPeriods"]):
        end = now - index * period
        stats = cloudwatch._calc_stats([point for point in points if end - period < point["Timestamp"] <= end])
        if stats:
            value = stats[alarm["Statistic"]]
            breaching.append(_BREACHES[alarm["ComparisonOperator"]](value, alarm["Threshold"]))
        else:
            breaching.append(_MISSING.get(alarm["TreatMissingData"]))
    if all(breach is None for breach in breaching):
        return "INSUFFICIENT_DATA"
    needed = alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])
    return "ALARM" if sum(breach is True for breach in breaching) >= needed else "OK"


def _admitted(alarm: dict) -> dict:
    """The alarm with those topics alone that let it publish: AWS writes the others into the alarm's history."""
    source = {"aws:SourceArn": alarm["AlarmArn"], "aws:SourceAccount": account_of(alarm["AlarmArn"])}
    topics = [arn for arn in alarm["AlarmActions"] if mail.admits(_CLOUDWATCH, alarm["AlarmArn"], arn, source)]
    return {**alarm, "AlarmActions": topics}


def evaluate(request: dict) -> None:
    """Evaluates every alarm as at a moment, in seconds since 1970. One that goes off tells its topics."""
    # Who asks knows whole milliseconds: what was counted in the last of them counts.
    now = request["now"] + 0.001 if "now" in request else time.time()
    for account, region, name in list(cloudwatch._alarms._data):
        with responses.request_scope(account, region):
            alarm = cloudwatch._alarms[name]
            before, after = alarm["StateValue"], _state(alarm, now)
            if before == after:
                continue
            reason = f"Threshold Crossed: {alarm['MetricName']} {alarm['ComparisonOperator']} {alarm['Threshold']}"
            alarm.update(StateValue=after, StateReason=reason, StateUpdatedTimestamp=int(now))
            cloudwatch._record_history(name, before, after, reason)
            cloudwatch._dispatch_alarm_actions(
                _admitted(alarm) if after == "ALARM" else alarm, before, after, reason
            )
