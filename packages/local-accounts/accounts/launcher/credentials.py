"""Secrets that nobody can guess, where ministack has known ones: of account roots, and of functions."""

import base64
import dataclasses
import hashlib
import hmac

from internals import iam, iam_evaluator, lambda_runtime, lambda_svc, s3, sts
from policies import account_of


def _root_secret(token: str, account: str) -> str:
    """The secret of an account's root in this run, as ``rootCredentials`` of ministack.ts makes it."""
    digest = hmac.digest(token.encode(), f"root {account}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def give_roots_a_secret(token: str) -> None:
    """ministack gives every root the secret ``test``."""
    original = iam_evaluator.resolve_credential

    def resolve_credential(*arguments, **named):
        credential = original(*arguments, **named)
        if getattr(credential, "principal_type", None) != "Root":
            return credential
        return dataclasses.replace(credential, secret_access_key=_root_secret(token, credential.account_id))

    iam_evaluator.resolve_credential = resolve_credential
    s3.resolve_credential = resolve_credential


def give_functions_a_secret() -> None:
    """ministack derives a function's secret from the ARNs of the function and its role, which are known to all."""
    sessions: dict[tuple[str, str], dict] = {}

    def execution_credentials(config: dict) -> dict:
        arn, role = config["FunctionArn"], config.get("Role", "")
        # One session for a function and its role: a function that stays warm keeps what it was started with.
        if (arn, role) not in sessions:
            sessions[arn, role] = _function_session(arn, role, config["FunctionName"])
        return dict(sessions[arn, role])

    lambda_runtime.execution_credentials = execution_credentials
    lambda_svc.execution_credentials = execution_credentials


def _function_session(arn: str, role: str, name: str) -> dict:
    key, secret, token = iam._gen_session_access_key(), iam._gen_secret(), iam._gen_session_token()
    role_name, session_name = role.rsplit("/", 1)[-1], name[:64]
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{account_of(arn)}:assumed-role/{role_name}/{session_name}",
            "UserId": f"{role_name}:{session_name}",
            "SecretAccessKey": secret,
            "SessionToken": token,
            "AccountId": account_of(arn),
            "PrincipalType": "AssumedRole",
        },
    )
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}
