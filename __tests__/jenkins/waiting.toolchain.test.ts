import { outline } from "../../jenkins/outline";
import { commandsOf, eventsOf } from "../../jenkins/trace";
import type { Answer } from "../../jenkins/world";
import { describeWithJenkins } from "../support/jenkins";

/** A pipeline of one stage, which may wait an hour and less. */
const waiting = (sections: string, minutes = 30) => `pipeline { agent none
  options { timeout(time: 1, unit: 'HOURS') }
  stages { stage('Wait') {
    options { timeout(time: ${minutes}, unit: 'MINUTES') }
    ${sections}
    agent { label 'deploy' }
    steps { sh 'apply' }
    post { cleanup { sh 'clean' } }
  } }
  post { aborted { echo 'told' } } }`;

const INPUT = "input { id 'approve'\nmessage 'Apply?'\nok 'Apply'\nsubmitter 'ann, Admins' }";

describeWithJenkins("an input", (run) => {
  const asked = (answers: readonly Answer[], input = INPUT) =>
    run(waiting(input), { inputs: { approve: answers } });

  test("holds no agent while it waits", async () => {
    const trace = await asked([{ by: "ann" }]);
    expect(eventsOf(trace, "input")).toMatchObject([
      { id: "approve", message: "Apply?", ok: "Apply", submitter: "ann, Admins", node: null },
    ]);
    expect(commandsOf(trace)).toEqual(["apply", "clean"]);
  });

  test("sends away whoever may not submit it, and waits on", async () => {
    const trace = await asked([{ by: "bob" }, { by: "bob", deny: true }, { by: "bob", groups: ["admins"] }]);
    expect(eventsOf(trace, "input refused").map(({ by }) => by)).toEqual(["bob", "bob"]);
    expect(eventsOf(trace, "input approved").map(({ by }) => by)).toEqual(["bob"]);
  });

  test.each<[string, readonly Answer[]]>([
    ["denied by a submitter", [{ by: "Ann", deny: true }]],
    ["denied by who may cancel the job", [{ by: "bob", deny: true, mayCancel: true }]],
    ["answered by nobody", []],
  ])(
    "%s aborts the build; of the stage not even its post runs, of the pipeline it does",
    async (_, answers) => {
      const trace = await asked(answers);
      expect([trace.result, commandsOf(trace), eventsOf(trace, "agent")]).toEqual(["ABORTED", [], []]);
      expect(eventsOf(trace, "echo").map(({ message }) => message)).toEqual(["told"]);
    },
  );

  test("gives the stage who approved, and what they chose", async () => {
    const more = `submitterParameter 'APPROVER'
      parameters { string(name: 'TICKET', trim: true)\nchoice(name: 'HOW', choices: ['all', 'code']) }`;
    const trace = await asked(
      [{ by: "ann", parameters: { TICKET: " 12 " } }],
      INPUT.replace(" }", `\n${more} }`),
    );
    expect(eventsOf(trace, "sh")[0]?.environment).toMatchObject({
      APPROVER: "ann",
      TICKET: "12",
      HOW: "all",
    });
  });
});

describeWithJenkins("a time-out", (run) => {
  test("is the shortest of those around, whichever stands outside", async () => {
    const hangs = { commands: [{ of: "apply", hangs: true }] } as const;
    const first = eventsOf(await run(waiting(""), hangs), "timed out")[0];
    expect(first).toMatchObject({ minutes: 30, waiting: "`apply`" });
    expect(eventsOf(await run(waiting("", 90), hangs), "timed out")[0]).toMatchObject({ minutes: 60 });
  });

  test("stops a command, whose agent still cleans up", async () => {
    const trace = await run(waiting(""), { commands: [{ of: "apply", hangs: true }] });
    expect(eventsOf(trace, "sh").map(({ command, exit }) => [command, exit])).toEqual([
      ["apply", null],
      ["clean", 0],
    ]);
    expect(trace.result).toBe("ABORTED");
  });

  test("ends the wait for a node", async () => {
    const trace = await run(waiting(""), { build: { nodes: { other: ["verify"] } } });
    expect(eventsOf(trace, "timed out")).toMatchObject([{ waiting: "a node for deploy" }]);
  });

  test("is missed where something may wait for ever", async () => {
    const text = waiting("").replaceAll(/options \{.*\}/g, "");
    const hanging = run(text, { commands: [{ of: "apply", hangs: true }] });
    await expect(hanging).rejects.toMatchObject({
      code: "WaitsForEver",
      message: expect.stringContaining("Wait: `apply`") as string,
    });
    // The same process runs the next one.
    expect((await run(text)).result).toBe("SUCCESS");
  });
});

describeWithJenkins("a lock", (run) => {
  const text = (options: string) =>
    `pipeline { agent none\nstages { stage('Lock') { options { ${options} }\nagent any\nsteps { sh 'apply' } } } }`;
  const LOCK = "lock(resource: 'prod')";
  const TIMEOUT = "timeout(time: 5)";

  test.each([
    ["of a stage that fails", 1],
    ["of a stage that goes well", 0],
  ])("%s is released", async (_, exit) => {
    const trace = await run(text(LOCK), { commands: [{ of: "apply", exit }] });
    expect(
      outline(trace)
        .filter((line) => /lock|apply/.test(line))
        .map((line) => line.replace(/ \(.*/, "")),
    ).toEqual(["Lock: lock prod", "Lock: sh apply", "Lock: lock released prod"]);
  });

  test("is waited for within the time-outs that stand above it, and no others", async () => {
    const locks = { prod: { hangs: true } } as const;
    const trace = await run(text(`${TIMEOUT}; ${LOCK}`), { locks });
    expect([trace.result, eventsOf(trace, "lock")]).toEqual(["ABORTED", []]);
    await expect(run(text(`${LOCK}; ${TIMEOUT}`), { locks })).rejects.toMatchObject({ code: "WaitsForEver" });
  });
});

describeWithJenkins("a milestone", (run) => {
  const text = (steps: string) => `pipeline { agent none\nstages {
    stage('Before') { steps { ${steps} } }
    stage('Approve') { options { timeout(time: 1) }\ninput { id 'approve'\nmessage 'Apply?' }\nsteps { milestone 2 } }
    stage('Apply') { agent { label 'deploy' }\nsteps { sh 'apply' }\npost { cleanup { sh 'clean' } } } } }`;
  const inputs = (answer: Partial<Answer> = {}) => ({ approve: [{ by: "ann", ...answer }] });

  test("is passed in order", async () => {
    const trace = await run(text("milestone(ordinal: 1)"), { inputs: inputs() });
    expect(eventsOf(trace, "milestone").map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    expect(trace.result).toBe("SUCCESS");
    expect((await run(text("milestone(3)"), { inputs: inputs() })).result).toBe("FAILURE");
    const counted = await run(text("milestone(); milestone()"), { inputs: inputs() });
    expect(eventsOf(counted, "milestone").map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
  });

  test.each([
    ["has passed it before", { build: { newerMilestone: 2 }, inputs: inputs() }, []],
    ["passes it while this one waits for an answer", { inputs: inputs({ newerMilestone: 2 }) }, []],
    [
      "passes the next one while a command runs",
      { inputs: inputs(), commands: [{ of: "apply", exit: 0, newerMilestone: 3 }] },
      ["apply", "clean"],
    ],
  ])("stops the older build where a newer one %s", async (_, scenario, commands) => {
    const trace = await run(text("milestone(ordinal: 1)"), scenario);
    expect([trace.result, commandsOf(trace)]).toEqual(["NOT_BUILT", commands]);
    expect(eventsOf(trace, "superseded")).toHaveLength(1);
  });

  test("that a newer build passed and this one too stops nothing", async () => {
    const trace = await run(text("milestone(ordinal: 1)"), { inputs: inputs({ newerMilestone: 1 }) });
    expect(trace.result).toBe("SUCCESS");
  });
});
