import { spawnSync } from "node:child_process";
import { projectRoot } from "../../../environments/project-root";
import { sparkEnvironment, sparkObstacle } from "../../../rehearsal/accounts/spark";

// The environment may have to be built first.
const MINUTES = 10;

const obstacle = sparkObstacle();
// In a run of many files Jest counts what is skipped, and names nothing.
if (obstacle !== undefined) process.stdout.write(`skipped: __tests__/ml/spark: ${obstacle}\n`);

(obstacle === undefined ? it : it.skip)(
  `Spark prepares the same bytes as numpy${obstacle === undefined ? "" : ` (skipped: ${obstacle})`}`,
  async () => {
    const { python } = await sparkEnvironment((line) => process.stderr.write(`${line}\n`));
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
  },
  MINUTES * 60_000,
);
