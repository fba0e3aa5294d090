"""Dead letters: events that reached no target, and those that a function could not handle."""

import json
import time
import uuid
from hashlib import md5

from internals import lambda_svc, responses, sqs
from policies import account_of, authorize


def _text(value: str) -> dict:
    return {"DataType": "String", "StringValue": value}


def put(queue_arn: str, event: dict, **attributes: str) -> None:
    """Puts an event into a queue, with what went wrong beside it. Who may, the caller has asked."""
    queue, body, now = sqs._queue_by_arn(queue_arn), json.dumps(event), time.time()
    if queue is None:
        return
    message_attributes = {name: _text(value) for name, value in attributes.items() if value}
    queue["messages"].append(
        {
            "id": str(uuid.uuid4()),
            "body": body,
            "md5_body": md5(body.encode()).hexdigest(),
            "md5_attrs": sqs._md5_msg_attrs(message_attributes),
            "receipt_handle": None,
            "sent_at": now,
            "visible_at": now,
            "receive_count": 0,
            "first_receive_at": None,
            "message_attributes": message_attributes,
            "sys": sqs._build_send_sys_attrs(now, {}),
            "group_id": None,
            "dedup_id": None,
            "dedup_cache_key": None,
            "seq": None,
        }
    )


def _may_send(role_arn: str, function_name: str, queue_arn: str) -> bool:
    account, role = account_of(role_arn), role_arn.rsplit("/", 1)[-1]
    caller = {"arn": f"arn:aws:sts::{account}:assumed-role/{role}/{function_name}", "account": account}
    region = responses.get_region()
    request = {"caller": caller, "action": "sqs:SendMessage", "resource": queue_arn, "region": region}
    return authorize(request)["allowed"]


def keep_for_function(config: dict, event: dict, error: str) -> None:
    """What Lambda does with an asynchronous event at last (Lambda developer guide, "Dead-letter queues"): as the
    function's role, with the error in the message's attributes."""
    queue_arn = (config.get("DeadLetterConfig") or {}).get("TargetArn") or ""
    if ":sqs:" in queue_arn and _may_send(config["Role"], config["FunctionName"], queue_arn):
        put(queue_arn, event, RequestID=str(uuid.uuid4()), ErrorCode="200", ErrorMessage=error[:1000])


def refusal(function: str | None, settings: dict) -> str | None:
    """Lambda's sentence for a function whose role may not keep its dead letters, or None."""
    queue_arn = (settings.get("DeadLetterConfig") or {}).get("TargetArn") or ""
    if ":sqs:" not in queue_arn:
        return None
    role_arn = settings.get("Role")
    if role_arn is None:
        role_arn = lambda_svc._get_func_record_for_ref(function)[1]["Role"]
    if _may_send(role_arn, settings.get("FunctionName") or function, queue_arn):
        return None
    return "The provided execution role does not have permissions to call SendMessage on SQS"
