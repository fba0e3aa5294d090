import Ajv2020 from "ajv/dist/2020";
import schema from "../../models/model.schema.json";

interface Part {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Part>>;
  readonly items?: Part;
}

function keys(part: Part, path = ""): [string, Part][] {
  return [
    ...Object.entries(part.properties ?? {}).flatMap(([key, child]) => [
      [`${path}/${key}`, child] as [string, Part],
      ...keys(child, `${path}/${key}`),
    ]),
    ...(part.items === undefined ? [] : keys(part.items, `${path}/0`)),
  ];
}

const definitionOf = (part: Part): Part => {
  const definitions: Readonly<Record<string, Part>> = schema.$defs;
  return part.$ref === undefined ? part : (definitions[part.$ref.replace("#/$defs/", "")] ?? {});
};

test("the published schema is valid itself, which nobody checks again when it is used", () => {
  expect(new Ajv2020().validateSchema(schema)).toBe(true);
});

test.each(keys(schema as Part))("the published schema says what the value of %s looks like", (path, part) => {
  expect(definitionOf(part).title).toMatch(/\S/);
  // A column's name needs no more than its title.
  if (!/\/0\//.test(path)) expect(part.description).toMatch(/\.$/);
});

test.each(keys(schema as Part))("default and examples of %s are valid themselves", (_path, part) => {
  const { default: usual, examples = [], ...rest } = definitionOf(part);
  const check = new Ajv2020({ strict: false }).compile({ ...rest, $defs: schema.$defs });
  for (const value of [...examples, ...(usual === undefined ? [] : [usual])]) {
    expect([value, check(value)]).toEqual([value, true]);
  }
});
