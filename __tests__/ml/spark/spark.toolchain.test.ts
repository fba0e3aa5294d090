import { spawnSync } from "node:child_process";
import { projectRoot } from "../../../environments/project-root";
import { sparkObstacle } from "sagemaker-local-accounts";
import { rehearsalPython } from "../../../rehearsal/python";
import { testUnless } from "../../support/unless";

testUnless(sparkObstacle(), "Spark prepares the same bytes as numpy", async () => {
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`), { spark: true });
  const pytest = spawnSync(
    python,
    ["-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "__tests__/ml/spark"],
    {
      cwd: projectRoot(),
      encoding: "utf8",
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    },
  );
  // Skips with their reasons, failures with their tracebacks, and the count.
  process.stdout.write(`pytest __tests__/ml/spark\n${pytest.stdout}${pytest.stderr}`);
  expect(pytest.stdout).toMatch(/\d+ passed/);
  expect(pytest.status).toBe(0);
});
