import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DisableRuleCommand, EnableRuleCommand } from "@aws-sdk/client-eventbridge";
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { StartPipelineExecutionCommand, UpdatePipelineCommand } from "@aws-sdk/client-sagemaker";
import type { ServiceEvent } from "sagemaker-local-accounts";
import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import { rehearsalPython } from "../../rehearsal/python";
import type { Actor } from "../../rehearsal/story/actors";
import { accounts } from "../../rehearsal/story/chapters/accounts";
import type { StoryContext } from "../../rehearsal/story/context";
import { executionsOf } from "../../rehearsal/story/executions";
import { scenarioFor } from "../../rehearsal/story/scenario";
import { startTestBed, type TestBed } from "../../rehearsal/story/test-bed";
import { retrainingRuleName } from "../../stacks/names";

/** Events say when to the second. */
const NEXT_SECOND = 1_100;
const AT_ONCE = 10;

let testBed: TestBed;
let context: StoryContext;
let administrator: Actor;

/** The deployed function and rules, with pipelines of one step: inference drifts, training fails. */
beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), "retraining-"));
  const { python } = await rehearsalPython((line) => process.stderr.write(`${line}\n`));
  testBed = await startTestBed({ python, scenario: scenarioFor(undefined, out), dataFile: undefined, out });
  context = testBed.context;
  const silent = () => undefined;
  await accounts.run(context, silent);
  await context.deploy(context.prod, silent);
  administrator = await context.actors.administrator(context.prod.account);
  await endsAt(context.prod.inferencePipeline.name, DATA_DRIFT_STEP);
  await endsAt(context.prod.trainPipeline.name, "Train");
});
afterAll(() => testBed.close());

async function endsAt(pipeline: string, step: string): Promise<void> {
  const definition = {
    Version: "2020-12-01",
    Parameters: [],
    Steps: [{ Name: step, Type: "Fail", Arguments: { ErrorMessage: "as the test asks" } }],
  };
  const PipelineDefinition = JSON.stringify(definition);
  await administrator.clients.sagemaker.send(
    new UpdatePipelineCommand({ PipelineName: pipeline, PipelineDefinition }),
  );
}

const trainings = () => executionsOf(administrator, context.prod.trainPipeline.name);

async function driftMails(): Promise<string[]> {
  const mails = await context.mails(context.prod);
  return mails.filter(({ subject }) => subject?.startsWith("Drift") === true).map(({ body }) => body);
}

/** The event of an execution that drifts; resolves when it was answered. */
async function drift(): Promise<ServiceEvent> {
  const { PipelineExecutionArn } = await administrator.clients.sagemaker.send(
    new StartPipelineExecutionCommand({
      PipelineName: context.prod.inferencePipeline.name,
      ClientRequestToken: randomUUID(),
    }),
  );
  await context.settled();
  const event = context.events.find(
    ({ detail }) =>
      detail["pipelineExecutionArn"] === PipelineExecutionArn && detail["currentStepStatus"] === "Failed",
  );
  if (event === undefined) throw new Error(`no event of ${PipelineExecutionArn}`);
  return event;
}

test("ten executions that drift at once start one training and send ten mails", async () => {
  const { events } = administrator.clients;
  const Name = retrainingRuleName(context.prod);
  await events.send(new DisableRuleCommand({ Name }));
  const drifted = await Promise.all(Array.from({ length: AT_ONCE }, drift));
  await events.send(new EnableRuleCommand({ Name }));
  expect(await trainings()).toEqual([]);

  await Promise.all(drifted.map((event) => context.accounts.emit(event)));
  await context.settled();
  const started = await trainings();
  expect(started).toHaveLength(1);
  const mails = await driftMails();
  expect(mails).toHaveLength(AT_ONCE);
  for (const { detail } of drifted) {
    const arn = String(detail["pipelineExecutionArn"]);
    const own = mails.filter((mail) => mail.includes(`--pipeline-execution-arn ${arn}`));
    expect(own).toEqual([expect.stringContaining(`A training was started: ${started[0]}`)]);
  }

  // Each of them once more, as EventBridge and Lambda may send it: all were answered.
  for (const event of drifted.slice(0, 2)) await context.accounts.emit(event);
  await context.settled();
  expect(await trainings()).toHaveLength(1);
  expect(await driftMails()).toHaveLength(AT_ONCE);
});

test("after a training that failed the next drift starts another; an alert that was lost is sent when the event comes again", async () => {
  const { iam } = administrator.clients;
  const [trainingsBefore, mailsBefore] = [await trainings(), await driftMails()];
  const RoleName = context.prod.lambdaRole.split("/").at(-1) ?? "";
  const own = { RoleName, PolicyName: "no-alerts" };
  const deny = { Effect: "Deny", Action: "sns:Publish", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [deny] });
  await setTimeout(NEXT_SECOND);
  await iam.send(new PutRolePolicyCommand({ ...own, PolicyDocument }));
  const event = await drift();
  expect(await trainings()).toHaveLength(trainingsBefore.length + 1);
  expect(await driftMails()).toHaveLength(mailsBefore.length);

  await iam.send(new DeleteRolePolicyCommand(own));
  await context.accounts.emit(event);
  await context.accounts.emit(event);
  await context.settled();
  expect(await trainings()).toHaveLength(trainingsBefore.length + 1);
  expect(await driftMails()).toHaveLength(mailsBefore.length + 1);
});
