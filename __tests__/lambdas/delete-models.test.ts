import { deleteModels, type Deleted, type ModelServices } from "../../lambdas/delete-models/delete";
import {
  closeWorlds,
  createWorld,
  DEV,
  REGION,
  ROLE,
  XGBOOST,
  type World,
} from "../../packages/local-accounts/__tests__/sagemaker/world";
import { text } from "../../packages/local-accounts/sagemaker/json";

afterEach(closeWorlds);

const DAY = 24 * 60 * 60 * 1000;
const MODEL_STEP = {
  Name: "CreateModel",
  Type: "Model",
  Arguments: {
    ExecutionRoleArn: ROLE,
    PrimaryContainer: { Image: XGBOOST, ModelDataUrl: "s3://data/model.tar.gz" },
  },
};

function worldWithModel(): World {
  const world = createWorld();
  world.store.put("s3://data/model.tar.gz", "a model");
  return world;
}

const modelsOf = async (world: World): Promise<readonly string[]> => {
  const { Models } = await world.ok("ListModels", { SortOrder: "Ascending", MaxResults: 100 });
  return (Models as readonly { readonly ModelName: string }[]).map(({ ModelName }) => ModelName);
};

/** The local SageMaker as the function sees it. */
function servicesOf(world: World, running: readonly string[] = []): ModelServices {
  const call = async (operation: string, input: object): Promise<never> => {
    const { status, body } = await world.call(operation, JSON.parse(JSON.stringify(input)) as never);
    if (status === 200) return body as never;
    throw Object.assign(new Error(text(body, "message")), { name: text(body, "__type") });
  };
  return {
    listModels: ({ CreationTimeBefore: before, ...input }) =>
      call("ListModels", { ...input, CreationTimeBefore: Number(before) / 1000 }),
    describePipelineExecution: (PipelineExecutionArn) =>
      running.includes(PipelineExecutionArn)
        ? Promise.resolve({ PipelineExecutionStatus: "Executing" })
        : call("DescribePipelineExecution", { PipelineExecutionArn }),
    deleteModel: (ModelName) => call("DeleteModel", { ModelName }),
  };
}

const onNewModel = (world: World, executionArn: string, services = servicesOf(world)): Promise<Deleted> => {
  const detail = {
    pipelineExecutionArn: executionArn,
    stepName: "CreateModel",
    currentStepStatus: "Succeeded",
  };
  return deleteModels(services, 30, { detail }, new Date(world.time));
};

/** Executions of a pipeline, one a day; their ARNs, the oldest first. */
async function daily(world: World, days: number): Promise<readonly string[]> {
  const arns = [(await world.run([MODEL_STEP], { name: "inference" })).arn];
  while (arns.length < days) {
    world.time += DAY;
    arns.push((await world.start("inference")).arn);
  }
  return arns;
}

const idOf = (executionArn: string): string => executionArn.slice(executionArn.lastIndexOf("/") + 1);

test("models of the last 30 days stay, older ones go", async () => {
  const world = worldWithModel();
  const executions = await daily(world, 40);
  expect(await modelsOf(world)).toHaveLength(40);
  const { models } = await onNewModel(world, executions.at(-1) ?? "");
  expect(models.map((name) => name.split("-")[1])).toEqual(executions.slice(0, 9).map(idOf));
  expect(await modelsOf(world)).toHaveLength(31);
  expect(await onNewModel(world, executions.at(-1) ?? "")).toEqual({ models: [] });
});

test("models of others, and of an execution that goes on, are left alone", async () => {
  const world = worldWithModel();
  const byHand = { ...MODEL_STEP.Arguments, ModelName: "by-hand" };
  const likeOurs = { ...MODEL_STEP.Arguments, ModelName: "pipelines-by-hand" };
  const inside = { ...MODEL_STEP.Arguments, ModelName: "of-pipelines-others" };
  for (const model of [byHand, likeOurs, inside]) await world.ok("CreateModel", model);
  const other = await world.run([MODEL_STEP], { name: "of-others" });
  const [first = "", second = ""] = await daily(world, 2);
  world.time += 60 * DAY;
  const { models } = await onNewModel(world, second, servicesOf(world, [first]));
  expect(models.map((name) => name.split("-")[1])).toEqual([idOf(second)]);
  expect((await modelsOf(world)).map((name) => name.split("-CreateModel")[0])).toEqual([
    "by-hand",
    "pipelines-by-hand",
    "of-pipelines-others",
    `pipelines-${idOf(other.arn)}`,
    `pipelines-${idOf(first)}`,
  ]);
});

test("a model that is gone meanwhile is no failure; any other refusal is", async () => {
  const world = worldWithModel();
  const [execution = ""] = await daily(world, 1);
  world.time += 60 * DAY;
  const services = servicesOf(world);
  const denied: ModelServices = {
    ...services,
    deleteModel: () => Promise.reject(Object.assign(new Error("not authorized"), { name: "AccessDenied" })),
  };
  await expect(onNewModel(world, execution, denied)).rejects.toThrow("not authorized");
  const twice: ModelServices = {
    ...services,
    deleteModel: async (name) => {
      await services.deleteModel(name);
      return services.deleteModel(name);
    },
  };
  expect((await onNewModel(world, execution, twice)).models).toHaveLength(1);
  const lost: ModelServices = {
    ...services,
    describePipelineExecution: () => Promise.reject(new Error("throttled")),
  };
  await world.start("inference");
  world.time += 60 * DAY;
  await expect(onNewModel(world, execution, lost)).rejects.toThrow("throttled");
});

test("an event that is none of a pipeline's step is refused", async () => {
  const world = worldWithModel();
  const arn = `arn:aws:sagemaker:${REGION}:${DEV}:pipeline/inference`;
  await expect(onNewModel(world, arn)).rejects.toMatchObject({ name: "UnexpectedEvent" });
});
