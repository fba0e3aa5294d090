import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../../../environments/project-root";

const TERRAFORM = join(projectRoot(), "rehearsal", "apply", "bin", "terraform");

describe("Terraform where there is none", () => {
  test.each([["apply", "bound.tfplan"], ["destroy"], ["state", "rm", "it"]])(
    "does not know %s %s, and changes nothing",
    (...args) => {
      const { status, stdout, stderr } = spawnSync(TERRAFORM, args, { encoding: "utf8" });
      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toContain("error [NoTerraform]: a rehearsal without Terraform does not know: terraform");
    },
  );

  test("has nothing to prepare", () => {
    expect(spawnSync(TERRAFORM, ["init", "-input=false"], { encoding: "utf8" })).toMatchObject({
      status: 0,
      stdout: "",
      stderr: "",
    });
  });
});
