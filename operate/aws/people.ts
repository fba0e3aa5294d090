import type { Environment } from "../../environments/environment";
import { checkCaller } from "../../deploy/check";
import { atHand, signIn, type Session } from "../../deploy/aws/sign-in";

/** A session, and whose permissions its calls need. */
export interface PersonSession extends Pick<Session, "config"> {
  readonly principal: string;
}

/**
 * Signs in as the role of people who work with an environment's pipelines. Where its file names none, as prod's by
 * default, they act as they are signed in.
 * @param may what the credentials at hand have to allow, for an error: `start its pipelines`
 * @throws Problem `WrongAccount`, and as `signIn` does
 */
export async function signInAsPerson(environment: Environment, may: string): Promise<PersonSession> {
  const { account, scientistRole: role } = environment;
  const denied = `Sign in as a person of account ${account} whose own policies allow sts:AssumeRole on that role.`;
  const session =
    role === undefined
      ? atHand(environment)
      : await signIn(environment, { role, acting: "deploy", sessionName: "person", denied });
  const use = `credentials of account ${account} that may ${may}, or name a role for people in scientist_role_arn`;
  const { arn } = await checkCaller(environment, session, use);
  return { config: session.config, principal: role ?? arn };
}
