import { jenkinsAccounts } from "../jenkins-account";
import { registryAccounts } from "../registry-account";
import { bucketArn } from "../arns";
import { accountPrincipal } from "../constructs/policy-document";
import type { Statement } from "../constructs/policy-document";
import type { DeliveryAccount } from "../delivery-account";
import { foundationStateFolder } from "../stack-names";

/**
 * Lets the administrators of the other accounts keep the states of their own foundations here, and see no other state.
 * The promotions' states need no such grant: whoever applies them assumes a role of this account first.
 */
export function stateBucketPolicy(delivery: DeliveryAccount, bucket: string): Statement[] {
  const arn = bucketArn(delivery.partition, bucket);
  return [...foundationFolders(delivery, bucket)].flatMap(([account, folders]) => {
    const grant = { Effect: "Allow", Principal: accountPrincipal(delivery.partition, account) } as const;
    return [
      {
        // Not limited to a prefix: S3 says 404 for a state that is not there yet only to those who may list.
        Sid: `ListStates${account}`,
        ...grant,
        Action: "s3:ListBucket",
        Resource: arn,
      },
      {
        Sid: `KeepFoundation${account}`,
        ...grant,
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: folders.map((folder) => `${arn}/${folder}/*`),
      },
      {
        Sid: `UnlockFoundation${account}`,
        ...grant,
        Action: "s3:DeleteObject",
        Resource: folders.map((folder) => `${arn}/${folder}/*.tflock`),
      },
    ];
  });
}

/** Other accounts with a foundation whose state lies in the bucket, sorted, and the folders of those states. */
function foundationFolders({ account: own, models }: DeliveryAccount, bucket: string): [string, string[]][] {
  const folders = new Map<string, Set<string>>();
  const add = (account: string, modelName: string): void => {
    if (account === own) return;
    folders.set(account, (folders.get(account) ?? new Set()).add(foundationStateFolder(modelName, account)));
  };
  for (const model of models) {
    for (const environment of model.environments) {
      if (environment.state.bucket === bucket) add(environment.account, model.name);
    }
    for (const { account, environments } of registryAccounts(model)) {
      if (environments[0].state.bucket === bucket) add(account, model.name);
    }
  }
  for (const { account, environments } of jenkinsAccounts(models)) {
    if (environments[0].state.bucket === bucket) add(account, environments[0].modelName);
  }
  return [...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, paths]) => [account, [...paths].sort()]);
}
