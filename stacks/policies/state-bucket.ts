import type { Environment } from "../../environments/environment";
import { type DeliveryAccount, jenkinsAccounts, registryAccounts } from "../accounts";
import { bucketArn } from "../arns";
import { accountPrincipal, type Statement } from "../iam/policy-document";
import { foundationStateFolder, promotionStateKey } from "../names";

/** What an account's administrator does with the states. */
interface Foundations {
  /** Folders of the states of the account's foundations. */
  readonly folders: Set<string>;
  /** Keys of the states of the promotions that stand on them. */
  readonly promotions: Set<string>;
}

/**
 * Lets the administrators of the other accounts keep the states of their own foundations here, and read those of the
 * promotions that stand on them: a foundation is not destroyed before them. Whoever applies a promotion needs no such
 * grant, but assumes a role of this account first.
 */
export function stateBucketPolicy(delivery: DeliveryAccount, bucket: string): Statement[] {
  const arn = bucketArn(delivery.partition, bucket);
  return [...foundations(delivery, bucket)].flatMap(([account, { folders, promotions }]) => {
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
        Resource: [...folders].sort().map((folder) => `${arn}/${folder}/*`),
      },
      {
        Sid: `SeePromotions${account}`,
        ...grant,
        Action: "s3:GetObject",
        Resource: [...promotions].sort().map((key) => `${arn}/${key}`),
      },
      {
        Sid: `UnlockFoundation${account}`,
        ...grant,
        Action: "s3:DeleteObject",
        Resource: [...folders].sort().map((folder) => `${arn}/${folder}/*.tflock`),
      },
    ];
  });
}

/** Other accounts with a foundation whose state lies in the bucket, sorted. */
function foundations({ account: own, models }: DeliveryAccount, bucket: string): [string, Foundations][] {
  const found = new Map<string, Foundations>();
  const add = (account: string, modelName: string, standing: readonly Environment[]): void => {
    if (account === own) return;
    const { folders, promotions } = found.get(account) ?? { folders: new Set(), promotions: new Set() };
    folders.add(foundationStateFolder(modelName, account));
    for (const environment of standing) {
      if (environment.state.bucket === bucket) promotions.add(promotionStateKey(environment));
    }
    found.set(account, { folders, promotions });
  };
  for (const model of models) {
    for (const environment of model.environments) {
      if (environment.state.bucket === bucket) add(environment.account, model.name, [environment]);
    }
    for (const { account, environments } of registryAccounts(model)) {
      if (environments[0].state.bucket === bucket) add(account, model.name, environments);
    }
  }
  for (const { account, environments } of jenkinsAccounts(models)) {
    if (environments[0].state.bucket === bucket) add(account, environments[0].modelName, environments);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}
