"""E-mail subscriptions as SNS treats them: pending until confirmed, then one mail for each message."""

import threading
import uuid

from internals import iam_evaluator, responses, sns
from policies import account_of, admitted, authorize, find_key, key_context

# The subject of a message that has none, as AWS's EventBridge tutorials show the mails that arrive.
_DEFAULT_SUBJECT = "AWS Notification Message"
_CONFIRMATION_SUBJECT = "AWS Notification - Subscription Confirmation"
_E_MAIL = ("email", "email-json")
_PENDING = "pending confirmation"

_mails: list[dict] = []
_lock = threading.Lock()


def mails() -> list[dict]:
    with _lock:
        return [dict(mail) for mail in _mails]


def _send(to: str, topic_arn: str, subject: str, body: str, **more) -> None:
    with _lock:
        _mails.append({"to": to, "topicArn": topic_arn, "subject": subject, "body": body, **more})


def _is_pending(subscription: dict) -> bool:
    return subscription["protocol"] in _E_MAIL and not subscription["confirmed"]


def _await_confirmation(topic_arn: str, subscription: dict) -> None:
    subscription.update(confirmed=False, token=subscription.get("token") or uuid.uuid4().hex)
    subscription["attributes"].update(PendingConfirmation="true", ConfirmationWasAuthenticated="false")
    _send(
        subscription["endpoint"],
        topic_arn,
        _CONFIRMATION_SUBJECT,
        f"You have chosen to subscribe to the topic:\n{topic_arn}\n\n"
        f"To confirm this subscription, use the token {subscription['token']}",
        confirmationToken=subscription["token"],
    )


def confirm(token: str) -> str | None:
    """Does what the link in a confirmation mail does: the subscription's ARN, or None for an unknown token."""
    for topic in list(sns._topics._data.values()):
        for subscription in topic["subscriptions"]:
            if token and subscription.get("token") == token:
                subscription.update(confirmed=True, token=None)
                # The link is followed without AWS credentials.
                subscription["attributes"].update(PendingConfirmation="false", ConfirmationWasAuthenticated="false")
                sns._refresh_subscription_counts(topic)
                return subscription["arn"]
    return None


def _subscriptions() -> list[dict]:
    return [subscription for topic in list(sns._topics._data.values()) for subscription in topic["subscriptions"]]


def keep_subscriptions_pending() -> None:
    """AWS mails nobody who has not confirmed; ministack confirms e-mail subscriptions by itself."""
    subscribe, unsubscribe = sns._subscribe, sns._unsubscribe

    def subscribed(params):
        before = {subscription["arn"] for subscription in _subscriptions()}
        status, headers, body = subscribe(params)
        if status != 200 or sns._p(params, "Protocol") not in _E_MAIL:
            return status, headers, body
        topic = sns._topic_by_arn_any_scope(sns._p(params, "TopicArn"))
        for subscription in topic["subscriptions"]:
            mine = subscription["endpoint"] == sns._p(params, "Endpoint")
            if mine and (subscription["arn"] not in before or _is_pending(subscription)):
                _await_confirmation(topic["arn"], subscription)
                if sns._p(params, "ReturnSubscriptionArn") != "true":
                    body = body.replace(subscription["arn"].encode(), _PENDING.encode())
        sns._refresh_subscription_counts(topic)
        return status, headers, body

    def unsubscribed(params):
        arn = sns._p(params, "SubscriptionArn")
        if any(subscription["arn"] == arn and _is_pending(subscription) for subscription in _subscriptions()):
            # AWS's words; the Terraform provider matches on them.
            reason = "Cannot unsubscribe a subscription that is pending confirmation"
            return sns._error("InvalidParameter", f"Invalid parameter: SubscriptionArn Reason: {reason}", 400)
        return unsubscribe(params)

    def masked(listing):
        def listed(params):
            status, headers, body = listing(params)
            for subscription in _subscriptions():
                if _is_pending(subscription):
                    tag = "<SubscriptionArn>%s</SubscriptionArn>"
                    body = body.replace((tag % subscription["arn"]).encode(), (tag % "PendingConfirmation").encode())
            return status, headers, body

        return listed

    sns._subscribe, sns._unsubscribe = subscribed, unsubscribed
    sns._list_subscriptions = masked(sns._list_subscriptions)
    sns._list_subscriptions_by_topic = masked(sns._list_subscriptions_by_topic)


def capture() -> None:
    """Keeps the mails that SNS would send; ministack only logs that there was one."""
    original = sns._fanout

    def fanout(topic_arn, message_id, message, subject, message_structure="", message_attributes=None, **more):
        original(topic_arn, message_id, message, subject, message_structure, message_attributes, **more)
        topic = sns._topic_by_arn_any_scope(topic_arn)
        for subscription in topic["subscriptions"] if topic else []:
            if subscription["protocol"] in _E_MAIL and subscription["confirmed"]:
                text = sns._resolve_message_for_protocol(message, message_structure, subscription["protocol"])
                if sns._matches_filter_policy(subscription, message_attributes or {}, text):
                    _send(subscription["endpoint"], topic_arn, subject or _DEFAULT_SUBJECT, text)

    sns._fanout = fanout


def topic_key(topic_arn: str) -> str | None:
    """The key that encrypts a topic: its ARN, what was written where no such key exists, None without encryption."""
    topic = sns._topic_by_arn_any_scope(topic_arn)
    reference = topic["attributes"].get("KmsMasterKeyId") if topic else None
    if not reference:
        return None
    _, _, _, region, account, _ = topic_arn.split(":", 5)
    key = find_key(reference, account, region)
    return key["Arn"] if key else reference


def is_aws_managed(key: str) -> bool:
    """The key that AWS keeps for SNS: every principal of the account may use it, and its policy cannot be edited."""
    return key.endswith("alias/aws/sns")


def _key_admits(service: str, source_arn: str, key: str, topic_arn: str) -> bool:
    region = responses.get_region()
    found = None if is_aws_managed(key) else find_key(key, account_of(topic_arn), region)
    policy = found.get("Policy") if found else None
    # The SNS guide on encrypted topics: source conditions in a key policy are "not supported for
    # EventBridge-to-encrypted topics". The request carries SNS's own encryption context and nothing else; of an alarm's
    # no more is documented.
    resource = found["Arn"] if found else key
    context = {
        "kms:EncryptionContext:aws:sns:topicArn": topic_arn,
        **key_context("kms", resource, account_of(topic_arn), region),
    }
    actions = ("kms:GenerateDataKey", "kms:Decrypt")
    return all(admitted(service, source_arn, action, resource, policy, context) for action in actions)


def admits(service: str, source_arn: str, topic_arn: str, context: dict) -> bool:
    """Whether a topic, and the key that encrypts it, let a service publish for one of its resources."""
    found = sns.topic_policy_for_arn(topic_arn)
    if found is None or not admitted(service, source_arn, "sns:Publish", topic_arn, found[0], context):
        return False
    key = topic_key(topic_arn)
    return key is None or _key_admits(service, source_arn, key, topic_arn)


def guard_encrypted_topics() -> None:
    """A publisher needs the topic's key: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html."""
    original = sns._publish

    def publish(params):
        topic_arn = sns._p(params, "TopicArn") or sns._p(params, "TargetArn")
        key = topic_key(topic_arn) if topic_arn else None
        for action in () if key is None or is_aws_managed(key) else ("kms:GenerateDataKey", "kms:Decrypt"):
            decision = authorize(
                {
                    "caller": {"arn": iam_evaluator.caller_arn(), "account": responses.get_account_id()},
                    "action": action,
                    "resource": key,
                    "region": responses.get_region(),
                    "context": {
                        "kms:ViaService": f"sns.{responses.get_region()}.amazonaws.com",
                        "kms:EncryptionContext:aws:sns:topicArn": topic_arn,
                    },
                }
            )
            if not decision["allowed"]:
                return sns._error("KMSAccessDenied", decision["reason"], 400)
        return original(params)

    sns._publish = publish
