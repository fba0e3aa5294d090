import { Construct, type IConstruct } from "constructs";
import { policyDocument, type Statement } from "../iam/policy-document";

/** What a policy is attached to, or says; a role has the first two. */
export type PolicyKind = "identity" | "trust" | "bucket" | "key" | "group" | "queue" | "topic";
export type Policies = Readonly<Partial<Record<PolicyKind, readonly Statement[]>>>;

/**
 * The longest policies that AWS takes, in characters without white space. IAM's and KMS's from their quotas, where a
 * longer trust policy has to be asked for, and a role's own statements are spread over several policies
 * (`stacks/iam/role-policies.ts`); S3's from "Bucket policies";
 * a group's from PolicyString of SageMaker's API model; a topic's from "Policy quotas" of the SNS developer guide (30 KB); a queue's from
 * "Quotas related to policies" of the SQS developer guide.
 */
const LONGEST: Readonly<Partial<Record<PolicyKind, number>>> = {
  trust: 2_048,
  bucket: 20_480,
  key: 32_768,
  group: 20_480,
  queue: 8_192,
  topic: 30_720,
};

/** What to do about a policy that AWS does not take. */
export const SHORTER = "give its resources shorter names, or promote with fewer environments";

export interface ResourceWithPolicyProps {
  /** ARN by which the environments name it. */
  readonly subject: string;
  readonly policies: Policies;
  /** It is there already: nothing is created, and whoever owns it is told what its policies have to hold. */
  readonly existing: boolean;
}

/** A resource with policies, created here or there already. */
export abstract class ResourceWithPolicy extends Construct {
  readonly subject: string;
  readonly policies: Policies;
  readonly existing: boolean;

  constructor(scope: Construct, id: string, { subject, policies, existing }: ResourceWithPolicyProps) {
    super(scope, id);
    this.subject = subject;
    this.policies = policies;
    this.existing = existing;
    this.node.addValidation({ validate: () => [...this.tooLong(), ...this.repeated()] });
  }

  /** All below a construct, in the order they were made. */
  static below(scope: IConstruct): ResourceWithPolicy[] {
    return scope.node.findAll().filter((node) => node instanceof ResourceWithPolicy);
  }

  /** IAM refuses a policy in which two statements share a Sid (IAM user guide, "IAM JSON policy elements: Sid"). */
  private repeated(): string[] {
    return Object.entries(this.policies).flatMap(([kind, statements]) => {
      const sids = statements.map(({ Sid }) => Sid);
      const twice = sids.filter((sid, index) => sids.indexOf(sid) !== index);
      return twice.map((sid) => `the ${kind} policy of ${this.subject} has two statements called ${sid}`);
    });
  }

  private tooLong(): string[] {
    return Object.entries(this.policies).flatMap(([kind, statements]) => {
      const length = policyDocument(statements).length;
      const limit = LONGEST[kind as PolicyKind];
      if (limit === undefined || length <= limit) return [];
      return [
        `the ${kind} policy of ${this.subject} has ${length} characters, and AWS takes ${limit}: ${SHORTER}`,
      ];
    });
  }
}
