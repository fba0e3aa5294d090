import type { Json } from "../../../rehearsal/apply/arguments";
import type { Configuration, ResourceBlock } from "../../../rehearsal/apply/configuration";
import { planChanges, planResources } from "../../../rehearsal/apply/plan";
import { resourceType } from "../../../rehearsal/apply/resources";
import type { State } from "../../../rehearsal/apply/state";

function block(
  type: string,
  name: string,
  body: Record<string, Json>,
  dependencies: string[] = [],
): ResourceBlock {
  return { address: `${type}.${name}`, type, body, dependencies, createBeforeDestroy: false };
}

function configurationOf(...resources: ResourceBlock[]): Configuration {
  return {
    folder: "/nowhere",
    provider: {
      region: "us-east-1",
      assumeRoleArn: undefined,
      externalId: undefined,
      allowedAccounts: [],
      defaultTags: { model: "m" },
    },
    backend: undefined,
    resources,
    outputs: {},
  };
}

function stateOf(...resources: [string, string, Record<string, Json>][]): State {
  return {
    serial: 1,
    resources: resources.map(([type, name, values]) => ({
      address: `${type}.${name}`,
      type,
      arguments: values,
      attributes: { ...values, arn: `arn:${name}` },
      dependencies: [],
    })),
  };
}

const TOPIC = { name: "alerts", tags: { model: "m" } };

describe("planChanges", () => {
  it("creates what the state does not hold", () => {
    const changes = planChanges(configurationOf(block("aws_sns_topic", "t", { name: "alerts" })), stateOf());
    expect(changes).toEqual([{ address: "aws_sns_topic.t", action: "create", changed: [] }]);
  });

  it("changes nothing when arguments and default tags are the same, whatever their order", () => {
    const configuration = configurationOf(block("aws_sns_topic", "t", { tags: {}, name: "alerts" }));
    expect(planChanges(configuration, stateOf(["aws_sns_topic", "t", TOPIC]))[0]?.action).toBe("none");
  });

  it("updates in place, or replaces where the provider would", () => {
    const prior = stateOf(["aws_sns_topic", "t", TOPIC]);
    const renamed = configurationOf(block("aws_sns_topic", "t", { name: "alarms" }));
    const redescribed = configurationOf(
      block("aws_sns_topic", "t", { name: "alerts", display_name: "Alerts" }),
    );
    expect(planChanges(renamed, prior)[0]).toMatchObject({ action: "replace", changed: ["name"] });
    expect(planChanges(redescribed, prior)[0]).toMatchObject({ action: "update", changed: ["display_name"] });
  });

  it("sees a dependent of a replaced resource change", () => {
    const configuration = configurationOf(
      block("aws_sns_topic", "t", { name: "alarms" }),
      block("aws_sns_topic_policy", "p", { arn: "${aws_sns_topic.t.arn}", policy: "{}" }, [
        "aws_sns_topic.t",
      ]),
    );
    const prior = stateOf(
      ["aws_sns_topic", "t", TOPIC],
      ["aws_sns_topic_policy", "p", { arn: "arn:t", policy: "{}" }],
    );
    expect(planChanges(configuration, prior).map((change) => change.action)).toEqual(["replace", "replace"]);
  });

  it("deletes what the configuration no longer holds", () => {
    const changes = planChanges(configurationOf(), stateOf(["aws_sns_topic", "t", TOPIC]));
    expect(changes).toEqual([{ address: "aws_sns_topic.t", action: "delete", changed: [] }]);
  });
});

describe("resourceType", () => {
  it("refuses a type that it was not taught", () => {
    expect(() => resourceType("aws_instance", "aws_instance.web", [])).toThrow(/aws_instance/);
  });

  it("refuses an argument that it would leave out", () => {
    expect(() => resourceType("aws_sns_topic", "aws_sns_topic.t", ["name", "fifo_topic"])).toThrow(
      /fifo_topic/,
    );
  });
});

describe("planResources", () => {
  it("says what each resource is made of, before and after", () => {
    const prior = stateOf(["aws_sns_topic", "t", TOPIC], ["aws_sns_topic", "gone", TOPIC]);
    const described = configurationOf(
      block("aws_sns_topic", "t", { name: "alerts", display_name: "Alerts" }),
      block("aws_sns_topic", "new", { name: "others" }),
    );
    const tags = { model: "m" };
    expect(planResources(described, prior)).toMatchObject([
      { change: { action: "update" }, before: TOPIC, after: { ...TOPIC, display_name: "Alerts" } },
      { change: { action: "create" }, before: null, after: { name: "others", tags } },
      { change: { action: "delete" }, type: "aws_sns_topic", before: TOPIC, after: null },
    ]);
  });
});
