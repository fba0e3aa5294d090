import { spawnSync } from "node:child_process";
import { projectRoot } from "../../environments/project-root";
import { rehearsalPython } from "../../rehearsal/python";

it("passes the tests of the Python that SageMaker's containers run", async () => {
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  // Spark's tests need an environment of their own: spark/spark.toolchain.test.ts.
  const options = ["-q", "-rs", "-p", "no:cacheprovider", "--ignore=__tests__/ml/spark"];
  const pytest = spawnSync(python, ["-m", "pytest", ...options, "__tests__/ml"], {
    cwd: projectRoot(),
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  // Skips with their reasons, failures with their tracebacks, and the count.
  process.stdout.write(`pytest __tests__/ml\n${pytest.stdout}${pytest.stderr}`);
  expect(pytest.stdout).toMatch(/\d+ passed/);
  expect(pytest.status).toBe(0);
});
