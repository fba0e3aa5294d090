import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import environmentSchema from "../../environments/environment.schema.json";
import { configurationPage } from "../../tools/docs/configuration";
import { errorsPage } from "../../tools/docs/errors";
import { problemsIn } from "../../tools/docs/problems";

const written = (name: string): string => readFileSync(join(projectRoot(), "docs", name), "utf8");

test("the page of keys is that of today's schemas (differences: npm run docs)", () => {
  expect(written("configuration.md")).toBe(configurationPage());
});

test("the page of keys has those inside of objects and lists, and when a key has to be there", () => {
  const page = configurationPage();
  for (const key of Object.keys(environmentSchema.properties)) expect(page).toContain(`\n| \`${key}\` | `);
  for (const key of ["vpc.subnets", "columns[].name"]) expect(page).toContain(`\n| \`${key}\` | `);
  expect(page).toMatch(/^\| `aws_region` \| .* \| required in the prod file \| /m);
  expect(page).toMatch(/^\| `retrain_on` \| .* \| `"drift"` \| /m);
});

test("the page of errors is that of today's sources (differences: npm run docs)", () => {
  expect(written("errors.md")).toBe(errorsPage());
});

describe("an error of a source", () => {
  test("is told with what is open, and with each text that it may have", () => {
    const source = `
      const fix = "look";
      throw new Problem({ code: "Odd", blame: "user", message: \`\${n} is odd\`, next: few ? fix : "go" });`;
    expect(problemsIn(source)).toEqual([
      { code: "Odd", blame: ["user"], message: ["… is odd"], next: ["look", "go"] },
    ]);
  });

  test("is told by its condition alone where that gives it its code", () => {
    const source = `
      throw new Problem({ code: late ? "Late" : "Early", message: late ? "too late" : "too early", next: "wait" });`;
    expect(problemsIn(source).map(({ code, message }) => [code, message])).toEqual([
      ["Late", ["too late"]],
      ["Early", ["too early"]],
    ]);
  });

  test("is told for each call of the function that gives it its code", () => {
    const source = `
      function refuse(code: string, message: string): Problem {
        return new Problem({ code, blame: "user", message, next: "stop" });
      }
      throw refuse("NoName", "there is no name");
      throw refuse("NoPlace", "there is no place");`;
    expect(problemsIn(source).map(({ code, message }) => [code, message])).toEqual([
      ["NoName", ["there is no name"]],
      ["NoPlace", ["there is no place"]],
    ]);
  });
});
