"""Everything this launcher touches of ministack, in one place.

ministack is used in-process, and much of what the rehearsal needs of it is not public API. Each name is
listed here and looked up once at start, so that another version fails with one clear sentence instead of
an AttributeError in the middle of a story. The other modules of the launcher never import ministack.
"""

import importlib
from importlib.metadata import version

PINNED = "1.5.33"

_NAMES = {
    "app": (
        "ministack.app",
        ["SERVICE_HANDLERS", "_credential_failure", "_routing_params", "app", "decode_header_value"],
    ),
    "iam_actions": (
        "ministack.core.iam_actions",
        ["extract_iam_action", "extract_resource_arn", "s3_service_context", "_AUTH_FAILURES"],
    ),
    "iam_evaluator": (
        "ministack.core.iam_evaluator",
        [
            "CredentialResolutionError",
            "EvalContext",
            "EvalResult",
            "ResolvedCredential",
            "_principal_matches",
            "_resolve_condition_key",
            "caller_arn",
            "combine_resource_policy",
            "enforce",
            "evaluate",
            "evaluate_resource_policy",
            "evaluate_trust_policy",
            "find_iam_access_key_account",
            "resolve_credential",
            "resolve_principal",
        ],
    ),
    "lambda_runtime": ("ministack.core.lambda_runtime", ["execution_credentials", "reset"]),
    "responses": (
        "ministack.core.responses",
        ["_account_from_sts_session", "get_account_id", "get_region", "request_scope"],
    ),
    "router": (
        "ministack.core.router",
        ["_is_aws_service_name", "detect_service", "extract_access_key_id", "extract_region"],
    ),
    "sigv4": (
        "ministack.core.sigv4",
        [
            "header_signature_failure",
            "parse_header_signature",
            "parse_query_signature",
            "presigned_request_is_expired",
            "request_time_failure",
        ],
    ),
    "cloudwatch": (
        "ministack.services.cloudwatch",
        [
            "_alarms",
            "_calc_stats",
            "_describe_alarms",
            "_dims_from_list",
            "_dims_key",
            "_dispatch_alarm_actions",
            "_evaluate_alarm",
            "_metrics",
            "_record_history",
            "record_metric",
        ],
    ),
    "eventbridge": (
        "ministack.services.eventbridge",
        [
            "_dispatch_to_lambda",
            "_dispatch_to_sns",
            "_dispatch_to_sqs",
            "_invoke_target",
            "_pattern_event_view",
            "_put_events",
            "_rule_key",
            "_rules",
            "_targets",
            "start_scheduler",
        ],
    ),
    "iam": (
        "ministack.services.iam",
        ["_gen_secret", "_gen_session_access_key", "_gen_session_token", "_roles"],
    ),
    "kms": ("ministack.services.kms", ["_aliases", "_keys"]),
    "lambda_svc": (
        "ministack.services.lambda_svc",
        [
            "_execute_function_with_config_scope",
            "_execution_record_for_config",
            "_get_func_record_for_ref",
            "execution_credentials",
            "function_policy_for_arn",
        ],
    ),
    "s3": (
        "ministack.services.s3",
        ["_bucket_policies", "_buckets", "_foreign_bucket_allows", "bucket_policy_for_arn", "resolve_credential"],
    ),
    "sns": (
        "ministack.services.sns",
        [
            "_error",
            "_fanout",
            "_list_subscriptions",
            "_list_subscriptions_by_topic",
            "_matches_filter_policy",
            "_p",
            "_publish",
            "_refresh_subscription_counts",
            "_resolve_message_for_protocol",
            "_subscribe",
            "_topic_by_arn_any_scope",
            "_topics",
            "_unsubscribe",
            "publish_internal",
            "topic_policy_for_arn",
        ],
    ),
    "sqs": (
        "ministack.services.sqs",
        ["_build_send_sys_attrs", "_md5_msg_attrs", "_queue_by_arn", "queue_policy_for_arn"],
    ),
    "sts": ("ministack.services.sts", ["_error", "_sessions", "register_session"]),
}


class WrongMinistack(Exception):
    """The installed ministack is not the one this launcher was written for."""


class _Module:
    """One of ministack's modules, restricted to the names listed above."""

    def __init__(self, path: str, names: list[str]):
        module = importlib.import_module(path)
        missing = [name for name in names if not hasattr(module, name)]
        if missing:
            raise WrongMinistack(
                f"ministack {version('ministack')} has no {', '.join(missing)} in {path}; "
                f"the launcher was written for ministack {PINNED}"
            )
        self.__dict__.update(_path=path, _names=frozenset(names), _module=module)

    def __getattr__(self, name):
        if name not in self._names:
            raise AttributeError(f"{self._path}.{name} is not listed in internals.py")
        return getattr(self._module, name)

    def __setattr__(self, name, value):
        if name not in self._names:
            raise AttributeError(f"{self._path}.{name} is not listed in internals.py")
        setattr(self._module, name, value)


# Loaded when this module is imported: the environment that ministack reads at import time is set before.
app = _Module(*_NAMES["app"])
iam_actions = _Module(*_NAMES["iam_actions"])
iam_evaluator = _Module(*_NAMES["iam_evaluator"])
lambda_runtime = _Module(*_NAMES["lambda_runtime"])
responses = _Module(*_NAMES["responses"])
router = _Module(*_NAMES["router"])
sigv4 = _Module(*_NAMES["sigv4"])
cloudwatch = _Module(*_NAMES["cloudwatch"])
eventbridge = _Module(*_NAMES["eventbridge"])
iam = _Module(*_NAMES["iam"])
kms = _Module(*_NAMES["kms"])
lambda_svc = _Module(*_NAMES["lambda_svc"])
s3 = _Module(*_NAMES["s3"])
sns = _Module(*_NAMES["sns"])
sqs = _Module(*_NAMES["sqs"])
sts = _Module(*_NAMES["sts"])
