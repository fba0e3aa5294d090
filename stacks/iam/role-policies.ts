import { policyDocument, type Statement } from "./policy-document";

/** Characters without white space that all inline policies of a role have together (IAM quotas). */
const LONGEST_INLINE = 10_240;
/** Characters without white space that one policy of the account's own has (IAM quotas). */
const LONGEST_MANAGED = 6_144;
/** Policies that a role may have attached (IAM quotas), where nobody asked for more. */
const MOST_ATTACHED = 10;

export interface RolePolicies {
  readonly inline: readonly Statement[];
  /** What the inline policy has no room for, each in a policy of its own. */
  readonly attached: readonly (readonly Statement[])[];
}

/**
 * What a role may do, as IAM takes it: in its inline policy as far as that goes, the rest in policies to attach. Statements
 * keep their order.
 */
export function rolePolicies(statements: readonly Statement[]): RolePolicies {
  const [inline, ...attached] = statements.reduce<Statement[][]>(
    (policies, statement) => {
      const last = policies.at(-1) ?? [];
      const longest = policies.length === 1 ? LONGEST_INLINE : LONGEST_MANAGED;
      const fits = policyDocument([...last, statement]).length <= longest;
      return fits ? [...policies.slice(0, -1), [...last, statement]] : [...policies, [statement]];
    },
    [[]],
  );
  return { inline: inline ?? [], attached };
}

/** What IAM refuses of a role's policies. `others` is how many it has attached beside them. */
export function refusedBy({ attached }: RolePolicies, others: number): string[] {
  const count = attached.length + others;
  return [
    ...attached
      .flatMap((policy) => policy)
      .map((statement) => ({ Sid: statement.Sid, length: policyDocument([statement]).length }))
      .filter(({ length }) => length > LONGEST_MANAGED)
      .map(
        ({ Sid, length }) =>
          `the statement ${Sid} makes a policy of ${length} characters, and AWS takes ${LONGEST_MANAGED}`,
      ),
    ...(count > MOST_ATTACHED ? [`${count} policies are attached, and AWS takes ${MOST_ATTACHED}`] : []),
  ];
}
