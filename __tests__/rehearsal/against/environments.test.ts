import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";
import { environmentsOf } from "../../../rehearsal/against/rehearse-against";

test.each([
  ["a folder of the checkout", join(projectRoot(), "models", "files"), "/base/models/files"],
  ["the checkout itself", projectRoot(), "/base"],
  ["a folder elsewhere", "/etc/environments", "/etc/environments"],
  ["one that is only called alike", `${projectRoot()}-2/files`, `${projectRoot()}-2/files`],
])("ENVIRONMENTS that names %s", (_what, named, expected) => {
  expect(environmentsOf("/base", named)).toEqual({ ENVIRONMENTS: expected });
});

test("without ENVIRONMENTS each version has its own", () => {
  const { ENVIRONMENTS } = process.env;
  try {
    delete process.env["ENVIRONMENTS"];
    expect(environmentsOf("/base")).toEqual({});
  } finally {
    if (ENVIRONMENTS !== undefined) process.env["ENVIRONMENTS"] = ENVIRONMENTS;
  }
});
