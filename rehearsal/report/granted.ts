import {
  GetRolePolicyCommand,
  ListRolePoliciesCommand,
  paginateListRoles,
  type IAMClient,
} from "@aws-sdk/client-iam";

/** What each role of an account may do by its own inline policies: actions, sorted, by the role's name. */
export async function grantedIn(client: IAMClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const granted = new Map<string, readonly string[]>();
  for await (const { Roles: roles = [] } of paginateListRoles({ client }, {})) {
    for (const { RoleName: role = "" } of roles) granted.set(role, await actionsOf(client, role));
  }
  return granted;
}

async function actionsOf(client: IAMClient, RoleName: string): Promise<string[]> {
  const { PolicyNames: names = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
  const documents = await Promise.all(
    names.map((PolicyName) => client.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
  );
  // IAM answers with the document URL-encoded (API: GetRolePolicy).
  const statements = documents.flatMap(({ PolicyDocument = "{}" }) =>
    [(JSON.parse(decodeURIComponent(PolicyDocument)) as PolicyDocument).Statement ?? []].flat(),
  );
  const allowed = statements.filter(({ Effect }) => Effect === "Allow");
  return [...new Set(allowed.flatMap(({ Action = [] }) => Action))].sort();
}

/** The members of a policy that are read. */
interface PolicyDocument {
  readonly Statement?: PolicyStatement | readonly PolicyStatement[];
}

interface PolicyStatement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
}
