"""Buckets of other accounts: both the caller's policies and the bucket's must allow, for the caller as it is."""

from internals import iam_evaluator, s3


def policy_and_owner(resource: str) -> tuple[str, str] | None:
    """The policy of the bucket that an ARN lies in, and the account that owns it. None for no bucket of anyone's."""
    bucket = resource.split(":::", 1)[-1].split("/", 1)[0]
    owner = next((account for account, name in list(s3._buckets.to_dict()) if name == bucket), None)
    return None if owner is None else (s3._bucket_policies.get_scoped(owner, None, bucket) or "", owner)


def judge_across_accounts() -> None:
    """Judges a role's call on another account's bucket by the role.

    ministack asks such a bucket's policy about the caller's account root, so that a condition on
    ``aws:PrincipalArn`` never holds. Here its front door, which knows the caller, asks both policies, and the
    second question is left out. Roots and anonymous callers pass that door unasked: for them it stays.
    """
    own = s3.bucket_policy_for_arn
    foreign = s3._foreign_bucket_allows

    def bucket_policy_for_arn(resource_arn):
        return own(resource_arn) or policy_and_owner(resource_arn)

    def foreign_bucket_allows(owner, bucket, key, method, query, caller, headers=None):
        if caller and not iam_evaluator.caller_arn().endswith(":root"):
            return True
        return foreign(owner, bucket, key, method, query, caller, headers)

    s3.bucket_policy_for_arn = bucket_policy_for_arn
    s3._foreign_bucket_allows = foreign_bucket_allows
