import { costCeiling, isUnknown, type StepCost } from "../../pipeline-defs/cost/ceiling";
import { usdText } from "../../pipeline-defs/cost/money";
import { html, type Html, type Part } from "../html";
import { fold, missing, table, type Section } from "../parts";
import { fullRuns, type View } from "../view";

/** What one execution of each pipeline may cost at most. */
export function costSection({ environments }: View): Section {
  const shown = environments.flatMap((environment) =>
    (["train", "inference"] as const).flatMap((kind) => {
      const run = fullRuns(environment).find(({ pipeline }) => pipeline === kind);
      const definition = run?.definition === undefined ? undefined : environment.definitions[run.definition];
      return definition === undefined
        ? []
        : [
            {
              title: `${kind === "train" ? "Training" : "Inference"} in ${environment.name}`,
              cost: costCeiling(definition, environment.region),
            },
          ];
    }),
  );
  return {
    id: "cost",
    title: "Cost",
    lead: "What one execution may cost at most in machines: every job as long as it may run, with every attempt, on the dearest path.",
    body:
      shown.length === 0
        ? missing("Nothing has run whose cost could be told.")
        : html`${table(
            "Cost ceiling of one execution of each pipeline, USD",
            ["Pipeline", { title: "At most", isNumber: true }, "Without"],
            shown.map(({ title, cost }) => [
              title,
              usdText(cost.usd),
              cost.unknown.map(({ step }) => step).join(", ") || "–",
            ]),
          )}
          ${shown.map(({ title, cost }) => fold(`${title}, step by step`, steps(title, cost.steps)))}`,
  };
}

function steps(title: string, costs: readonly StepCost[]): Html {
  return table(
    `Cost ceiling of each step: ${title}`,
    [
      "Step",
      "Machines",
      { title: "Price an hour", isNumber: true },
      { title: "Attempts", isNumber: true },
      { title: "At most", isNumber: true },
    ],
    costs.map((cost): Part[] => {
      if (isUnknown(cost)) return [cost.step, cost.message, "–", "–", "–"];
      const fleets = cost.machines.map(
        ({ instances, instanceType, seconds }) => `${instances} × ${instanceType}, ${seconds / 60} min`,
      );
      const prices = cost.machines.map(
        ({ price }) => html`${usdText(price.usd)} <span class="quiet">${price.date}</span>`,
      );
      return [cost.step, fleets.join(", "), prices, cost.attempts, usdText(cost.usd)];
    }),
  );
}
