import fc from "fast-check";
import schema from "../../environments/environment.schema.json";
import { parseEnvironments } from "../support/parse";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";
import { prod } from "./files";
import { brief, refusal } from "./refusal";

interface Part {
  readonly $ref?: string;
  readonly type?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
}

const definitions: Readonly<Record<string, Part>> = schema.$defs;

/** The paths of every string that the schema describes; a list's first element stands for all. */
function strings(part: Part, path: readonly string[] = []): (readonly string[])[] {
  if (part.$ref !== undefined) return strings(definitions[part.$ref.replace("#/$defs/", "")] ?? {}, path);
  const own = part.type === "string" || typeof part.const === "string" || part.enum !== undefined;
  return [
    ...(own ? [path] : []),
    ...Object.entries(part.properties ?? {}).flatMap(([key, child]) => strings(child, [...path, key])),
    ...(part.items === undefined ? [] : strings(part.items, [...path, "0"])),
  ];
}

/** `{ a: { b: value } }` for the path a, b. */
function nested([key, ...more]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  return key === "0" ? [nested(more, value)] : { [key]: nested(more, value) };
}

const paths = strings(schema).map((path): [string, readonly string[]] => [`/${path.join("/")}`, path]);

test("the schema's strings are found, those of its objects and lists too", () => {
  expect(paths.map(([pointer]) => pointer)).toEqual(
    expect.arrayContaining([
      "/email",
      "/branch",
      "/event_bus_name",
      "/iam_mode",
      "/kms_key",
      "/existing_resources/0",
      "/train_pipeline/role_arn",
      "/inference_pipeline/cron_schedule",
    ]),
  );
  expect(paths.length).toBeGreaterThan(35);
});

test.each(paths)("%s cannot be a template, wherever in it one begins", (pointer, path) => {
  const text = fc.stringMatching(/^[a-z0-9@.:/ "(){}-]{0,12}$/);
  fc.assert(
    fc.property(text, fc.constantFrom("${", "%{", "$${", "#{TfToken["), text, (before, opening, after) => {
      const value = `${before}${opening}${after}`;
      const content = merge(exampleFile("prod"), nested(path, value) as Overrides);
      const findings = refusal([environmentFile("prod", content)]).filter(
        (found) => found.pointer === pointer,
      );
      expect(findings).toHaveLength(1);
      expect(findings[0]?.expected).toBe("plain text: Terraform evaluates what stands in ${…} and %{…}");
      expect(findings[0]?.fix).toContain("write the value itself");
    }),
    { numRuns: 20 },
  );
});

test("a key cannot be a template: the file takes none but its own", () => {
  for (const overrides of [{ "${x}": "y" }, { train_pipeline: { "${x}": "y" } }]) {
    const [finding, ...more] = refusal([prod(overrides)]);
    expect(finding).toMatchObject({ expected: "a known key", found: '"${x}"' });
    expect(more).toEqual([]);
  }
});

test("a file's name cannot be a template", () => {
  expect(refusal([prod({}, "${x}")]).map(brief)[0]).toContain("expected a path of letters, digits, dots");
});

test("all of them are told at once, each where it begins", () => {
  const text = prod({ email: "o${x}@example.com", branch: "%{if}" })
    .text.replace("o${x}", 'o${file(\\"/etc/passwd\\")}')
    .replace("%{if}", "\\u0025{if}");
  expect(
    refusal([{ ...prod(), text }]).map((finding) => [finding.line, finding.column, brief(finding)]),
  ).toEqual([
    [
      7,
      14,
      '/email: expected plain text: Terraform evaluates what stands in ${…} and %{…}; found "${"; write the value itself; no key of an environment file takes "${"',
    ],
    [
      expect.any(Number),
      13,
      '/branch: expected plain text: Terraform evaluates what stands in ${…} and %{…}; found "%{"; write the value itself; no key of an environment file takes "%{"',
    ],
  ]);
});

describe("an e-mail address", () => {
  test.each([
    "admin@org.com",
    "o'brien+alerts@mail.example.co.uk",
    "jörg@müller.example",
    "a$b%c@example.org",
  ])("may be %s", (email) => {
    expect(parseEnvironments([prod({ email })]).environments[0]?.email).toBe(email);
  });

  test.each([
    'a"b@example.org',
    '"a b"@example.org',
    "a`b@example.org",
    "a\\b@example.org",
    "a b@example.org",
    'a@"example".org',
    "a{b}@example.org",
    "a(b)@example.org",
    "a@[127.0.0.1]",
    "a@b@example.org",
  ])("cannot be %j", (email) => {
    expect(refusal([prod({ email })]).map(({ pointer, expected }) => [pointer, expected])).toEqual([
      ["/email", "an e-mail address"],
    ]);
  });
});
