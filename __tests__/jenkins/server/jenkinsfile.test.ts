import { APPROVERS, CHECKS, CREDENTIALS, LABELS } from "../../../jenkins/server/names";
import { LEFT_OUT, PLUGINS } from "../../../jenkins/server/plugins";
import { JENKINSFILE } from "../file";
import { rendered } from "./rendered";

// What Jenkins is set up with, and what the Jenkinsfile asks it for, are written in two places. Here they are one.

/** The Jenkinsfile without its comments, in which words are no code. */
const CODE = JENKINSFILE.replace(/^\s*\/\/.*$/gm, "");
const all = (pattern: RegExp): string[] => [
  ...new Set([...CODE.matchAll(pattern)].map(([, text = ""]) => text)),
];

test("every label of the Jenkinsfile is a node's, and excludes the other kinds", () => {
  const { nodes } = rendered().configuration.jenkins;
  expect(nodes.map(({ permanent }) => permanent.labelString)).toEqual(LABELS);
  const exclusive = LABELS.map((label) =>
    [label, ...LABELS.filter((other) => other !== label).map((other) => `!${other}`)].join(" && "),
  );
  expect(all(/\blabel '([^']+)'/g).sort()).toEqual(exclusive.sort());
});

test("its branches are the environment files'", () => {
  const branches = rendered().environments.flatMap(({ branch = [] }) => branch);
  expect(all(/\bbranch (?:pattern: )?'([^']+)'/g).sort()).toEqual(branches.sort());
  expect(all(/\btarget: '([^']+)'/g).sort()).toEqual(branches.sort());
  expect(all(/--branch ([^" ']+)/g).sort()).toEqual(branches.sort());
  expect(all(/\block\(resource: 'sagemaker-promotion-([^']+)'/g).sort()).toEqual(branches.sort());
});

test("every credential that it binds is one of ours, of the kind that is bound", () => {
  const bound = [...CODE.matchAll(/\b(\w+)\(\s*credentialsId: '([^']+)'/g)].map(([, kind, id]) => [id, kind]);
  const kinds = rendered().credentials.map(({ id, kind }) => [id, kind]);
  expect(kinds).toEqual(expect.arrayContaining(bound));
  expect(all(/credentialsId: '([^']+)'/g)).toHaveLength(new Set(bound.map(([id]) => id)).size);
  expect(
    rendered()
      .credentials.map(({ id }) => id)
      .sort(),
  ).toEqual(Object.values(CREDENTIALS).sort());
});

test("whoever it asks for approval is the group of the table", () => {
  for (const submitter of all(/\bsubmitter:? '([^']+)'/g)) expect(submitter).toBe(APPROVERS);
});

test("its steps come from plugins that are installed", () => {
  const isUsed = (step: string) => new RegExp(`\\b${step}\\b ?[('{[]|\\b${step} \\d`).test(CODE);
  expect(PLUGINS.flatMap(({ steps = [] }) => steps).filter(isUsed)).toEqual(
    expect.arrayContaining(["sh", "lock", "timeout"]),
  );
  expect(LEFT_OUT.flatMap(({ steps = [] }) => steps).filter(isUsed)).toEqual([]);
});

test("the checks that a merge waits for are the table's", () => {
  const { rules } = rendered().ruleset;
  const { required_status_checks: required } = (rules.find(({ type }) => type === "required_status_checks")
    ?.parameters ?? {}) as { readonly required_status_checks: readonly { readonly context: string }[] };
  expect(required.map(({ context }) => context)).toEqual(Object.values(CHECKS));
});
