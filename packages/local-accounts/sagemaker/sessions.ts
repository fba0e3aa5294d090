import type { Accounts, Credentials } from "../ports";
import { sessionName } from "./arns";
import type { Clock } from "./clock";

const SERVICE = "sagemaker.amazonaws.com";
/** A role's session lives an hour; renewed long before. */
const REUSED_MILLISECONDS = 15 * 60_000;

interface Session {
  readonly credentials: Promise<Credentials>;
  readonly since: number;
}

/** Credentials of roles that trust SageMaker, kept for a while. */
export class Sessions {
  readonly #accounts: Pick<Accounts, "assumeServiceRole">;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();

  constructor(accounts: Pick<Accounts, "assumeServiceRole">, clock: Clock) {
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /** @throws where the role is missing or its trust policy does not name SageMaker. */
  credentials(roleArn: string, session: string): Promise<Credentials> {
    const key = `${roleArn} ${session}`;
    const known = this.#sessions.get(key);
    if (known !== undefined && this.#clock.now() - known.since < REUSED_MILLISECONDS)
      return known.credentials;
    const credentials = this.#accounts.assumeServiceRole(roleArn, SERVICE, sessionName(session));
    this.#sessions.set(key, { credentials, since: this.#clock.now() });
    credentials.catch(() => this.#sessions.delete(key));
    return credentials;
  }
}
