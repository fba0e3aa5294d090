import { createHmac } from "node:crypto";
import { Problem } from "sagemaker-promotion-core/problem";
import type {
  AuthorizationRequest,
  Caller,
  CallRecord,
  Credentials,
  Decision,
  LocalAccounts,
  Mail,
  ServiceEvent,
} from "../ports";
import { ControlPort, ControlRefusal } from "./control";
import { Launcher, type LauncherSettings } from "./launcher";

/** The default of `AccountsOptions.deadline`: 30 s. A start takes a fraction of one. */
const DEADLINE = 30_000;

export interface AccountsOptions extends LauncherSettings {
  /** The interpreter of `accountsPython`. */
  readonly python: string;
  /** Where ministack's output goes. Overwritten. */
  readonly logPath: string;
  /** Called with every event that a service puts on a bus, before its rules are. Default: nobody. */
  readonly onEvent?: (event: ServiceEvent) => void;
  /** Milliseconds to wait for the accounts to answer. */
  readonly deadline?: number;
}

/** A request as it arrived, for its signature to be checked. */
export interface SignedRequest {
  readonly method: string;
  /** With the query string, undecoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a request asks for, by whom. Taken from the request as it is: nothing is verified. */
export interface RequestedAction {
  /** Such as `s3:PutObject`. */
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly account: string;
}

/** The local accounts as they run in a ministack process. */
export class MinistackAccounts implements LocalAccounts {
  readonly #control: ControlPort;

  constructor(
    private readonly launcher: Launcher,
    private readonly token: string,
    private readonly onEvent: (event: ServiceEvent) => void,
  ) {
    this.#control = new ControlPort(launcher.ready.controlPort, token);
  }

  /** The port of ministack itself, which the gateway alone has the token for. */
  get port(): number {
    return this.launcher.ready.port;
  }

  /** The process that runs the accounts and leads the group of everything they start. */
  get pid(): number | undefined {
    return this.launcher.pid;
  }

  rootCredentials(account: string): Credentials {
    // As `give_roots_a_secret` of the launcher makes it.
    const secret = createHmac("sha256", this.token).update(`root ${account}`).digest("base64url");
    return { accessKeyId: account, secretAccessKey: secret };
  }

  authorize(request: AuthorizationRequest): Promise<Decision> {
    return this.#call("authorize", { ...request });
  }

  assumeServiceRole(
    roleArn: string,
    service: string,
    sessionName: string,
    sourceArn?: string,
  ): Promise<Credentials> {
    return this.#call("session", { roleArn, service, sessionName, sourceArn });
  }

  async emit(event: ServiceEvent): Promise<void> {
    this.onEvent(event);
    await this.#call("emit", { ...event });
  }

  async fireSchedule(account: string, region: string, ruleName: string): Promise<void> {
    await this.#call("fire", { account, region, rule: ruleName });
  }

  async evaluateAlarms(now = new Date()): Promise<void> {
    await this.#call("evaluateAlarms", { now: now.getTime() / 1000 });
  }

  mails(): Promise<readonly Mail[]> {
    return this.#call("mails", {});
  }

  record(): Promise<readonly CallRecord[]> {
    return this.#call("record", {});
  }

  async confirm(confirmationToken: string): Promise<string> {
    const { subscriptionArn } = await this.#call<{ subscriptionArn: string }>("confirm", {
      token: confirmationToken,
    });
    return subscriptionArn;
  }

  /**
   * Verifies a request's SigV4 signature, made for a service such as `sagemaker`.
   * @throws ControlRefusal with the code AWS's JSON services give: `InvalidSignatureException`, `ExpiredTokenException`, …
   */
  authenticate(request: SignedRequest, service: string): Promise<Caller & { readonly region: string }> {
    return this.#control.call("authenticate", { ...wire(request), service });
  }

  identify(request: SignedRequest): Promise<RequestedAction> {
    return this.#control.call("identify", wire(request));
  }

  /** Adds a line to the call record for what never reached the accounts. */
  async note(line: Omit<CallRecord, "sequence">): Promise<void> {
    await this.#call("note", { context: {}, ...line });
  }

  async close(): Promise<void> {
    this.#control.close();
    await this.launcher.stop();
  }

  async #call<Answer>(verb: string, body: Readonly<Record<string, unknown>>): Promise<Answer> {
    try {
      return await this.#control.call<Answer>(verb, body);
    } catch (error) {
      if (!(error instanceof ControlRefusal)) throw this.launcher.died(error);
      throw new Problem({
        code: error.code,
        blame: error.code === "InternalError" ? "bug" : "user",
        message: error.message,
        where: `accounts: ${verb}`,
        next: "fix the policy or name that the message points to",
        cause: error,
      });
    }
  }
}

function wire({ body, ...request }: SignedRequest): Record<string, unknown> {
  return { ...request, body: body.toString("base64") };
}

/**
 * Starts the local accounts on free ports of 127.0.0.1. They stop with `close`, and when this process ends.
 * @throws Problem `AccountsNotStarted`.
 */
export async function startAccounts(options: AccountsOptions): Promise<MinistackAccounts> {
  const { python, logPath, deadline = DEADLINE, onEvent = () => undefined, ...settings } = options;
  const launcher = await Launcher.start(python, settings, logPath, deadline);
  return new MinistackAccounts(launcher, settings.token, onEvent);
}
