/**
 * The interfaces between the parts of the local accounts: `local-accounts.ts` connects the real ones, tests pass fakes.
 */

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who makes a call, as STS GetCallerIdentity would say it. */
export interface Caller {
  readonly account: string;
  /** `arn:aws:iam::…:root` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** Who assumed the role, as they said when they did (STS AssumeRole, SourceIdentity). */
  readonly sourceIdentity?: string;
}

/** One question to the accounts' policy evaluator. */
export interface AuthorizationRequest {
  readonly caller: Caller;
  /** Such as `sagemaker:CreateModelPackage`. */
  readonly action: string;
  readonly resource: string;
  readonly region: string;
  /** Values of condition keys, such as `iam:PassedToService`. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy, with the account that owns the resource. KMS keys' are found by the accounts themselves. */
  readonly resourcePolicy?: { readonly document: string | undefined; readonly owner: string };
}

export interface Decision {
  readonly allowed: boolean;
  /** AWS's sentence for a denial: who is not authorized to perform what on what, and why. */
  readonly reason?: string;
}

/** An event that an AWS service puts on an account's default bus. */
export interface ServiceEvent {
  readonly account: string;
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** An e-mail that SNS sent to a subscriber. */
export interface Mail {
  readonly to: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly body: string;
  /** Only in the mail that asks to confirm a subscription: what its link carries. */
  readonly confirmationToken?: string;
}

/** The local accounts, in ministack: what its public API cannot do goes through its control port. */
export interface Accounts {
  authorize(request: AuthorizationRequest): Promise<Decision>;
  /**
   * Credentials of a role as an AWS service (`sagemaker.amazonaws.com`) gets them, for one hour. The service sends
   * the role's own account as `aws:SourceAccount`, and `sourceArn`, where given, as `aws:SourceArn`.
   * @throws Problem `AccessDenied` where the role does not exist or its trust policy does not admit the service.
   */
  assumeServiceRole(
    roleArn: string,
    service: string,
    sessionName: string,
    sourceArn?: string,
  ): Promise<Credentials>;
  /** Puts a service's event on the default bus; resolves when every matching rule's targets were called. */
  emit(event: ServiceEvent): Promise<void>;
  /** Fires a schedule rule now, as its clock would. */
  fireSchedule(account: string, region: string, ruleName: string): Promise<void>;
  /** The e-mails sent so far, oldest first. */
  mails(): Promise<readonly Mail[]>;
}

/** What a user of the accounts needs beyond what the local SageMaker asks of them. */
export interface LocalAccounts extends Accounts {
  /** An account's root user: the key of a local root is the account's number, its secret is made for this run. */
  rootCredentials(account: string): Credentials;
  /** Follows the link of a confirmation mail: the ARN of the subscription, which receives mails from now on. */
  confirm(confirmationToken: string): Promise<string>;
  /**
   * Looks at every alarm as CloudWatch would at that moment, by default now; those that go off tell their topics.
   * Between calls no alarm changes: what did not happen for hours is seen by naming a later moment.
   */
  evaluateAlarms(now?: Date): Promise<void>;
  /** Every decision so far, oldest first. */
  record(): Promise<readonly CallRecord[]>;
  /** Stops the accounts, and every function that runs in them. */
  close(): Promise<void>;
}

/** A call to the SageMaker API, after the gateway has checked its signature. */
export interface SageMakerCall {
  /** Such as `CreatePipeline`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly region: string;
}

/** An answer of the API: 200 and a body, or an error in AWS JSON 1.1 form (`__type`, `message`). */
export interface SageMakerAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The local SageMaker, as the gateway and EventBridge's targets reach it. */
export interface SageMaker {
  handle(call: SageMakerCall): Promise<SageMakerAnswer>;
  /**
   * EventBridge's SageMaker pipeline target: starts a pipeline as the target's role. The accounts have checked that
   * the role trusts EventBridge; whether the role may start the pipeline is for the local SageMaker to check.
   */
  startFromTarget(target: {
    readonly account: string;
    readonly region: string;
    readonly arn: string;
    readonly roleArn: string;
    readonly parameters: readonly { readonly Name: string; readonly Value: string }[];
  }): Promise<void>;
  /** Resolves when no execution is running. */
  idle(): Promise<void>;
  /** Stops every child process. */
  close(): Promise<void>;
}

/**
 * One line of the call record: one decision, by whom it was asked for, and how it ended. A call that several
 * permissions decide has a line for each.
 */
export interface CallRecord {
  readonly sequence: number;
  /** An ARN, or a service such as `events.amazonaws.com`. */
  readonly principal: string;
  /** The principal's account; for a service, the account it acts for. */
  readonly account: string;
  /** Such as `s3:PutObject`. */
  readonly action: string;
  readonly resource: string;
  /** `error`: allowed, and then failed for another reason than permission. */
  readonly outcome: "allowed" | "denied" | "error";
  /** Condition-key values that the decision could depend on. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Where the answer was a head without content: `s3:GetObject` is asked for HeadObject too. */
  readonly method?: "HEAD";
}
