import { kindOf, parts } from "../../../tools/bench/parts";

test.each([
  ["/venv/bin/python /p/packages/local-accounts/accounts/launcher", "local accounts"],
  ["node run.mjs operate/cli.ts plan --env prod", "operate/cli.ts plan"],
  ["node run.mjs main.ts", "main.ts"],
  [
    "node run.mjs rehearsal/cli.ts --out /tmp/x",
    "the rehearsal itself, with the apply and the local SageMaker",
  ],
  ["node /tmp/a/ministack-lambda-m-send-alert/_worker.js", "functions"],
  [
    "python /p/jobs/watchdog.py /p/containers/script.py /tmp/j/code/preprocess.py --rows 1",
    "Python job preprocess.py",
  ],
  ["python /p/containers/xgboost_train.py", "Python job xgboost_train.py"],
  ["git rev-parse HEAD", "others"],
])("%s is of the kind %s", (command, kind) => {
  expect(kindOf(command)).toBe(kind);
});

test("kinds are summed up, the most first, and what nobody accounts for is told", () => {
  const processes = [
    { command: "node run.mjs main.ts", cpu: 1 },
    { command: "node run.mjs operate/cli.ts plan", cpu: 2 },
    { command: "node run.mjs operate/cli.ts plan", cpu: 3 },
  ];
  expect(parts(processes, 6.5)).toEqual([
    ["operate/cli.ts plan", 5],
    ["main.ts", 1],
    ["not told apart", 0.5],
  ]);
  expect(parts(processes, 6)).toHaveLength(2);
});
