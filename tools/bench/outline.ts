interface Step {
  readonly Name: string;
  readonly Type: string;
  readonly Arguments: { readonly IfSteps?: readonly Step[]; readonly ElseSteps?: readonly Step[] };
}

/** As much of a pipeline definition as is compared. */
interface Outlined {
  readonly Parameters: readonly { readonly Name: string; readonly Type: string }[];
  readonly Steps: readonly Step[];
}

export type Definitions = Readonly<Record<"inference" | "train", Outlined>>;

/** What two builders of the same pipelines must agree on: parameters and steps, each with name, type and branch. */
export function outline({ inference, train }: Definitions): string {
  return [inference, train]
    .flatMap(({ Parameters, Steps }) => [
      ...Parameters.map(({ Name, Type }) => `parameter ${Name}: ${Type}`),
      ...Steps.flatMap((step) => stepLines(step, "step")),
    ])
    .join("\n");
}

function stepLines({ Name, Type, Arguments }: Step, place: string): string[] {
  return [
    `${place} ${bareName(Name)}: ${Type}`,
    ...(Arguments.IfSteps ?? []).flatMap((step) => stepLines(step, `${place} > if`)),
    ...(Arguments.ElseSteps ?? []).flatMap((step) => stepLines(step, `${place} > else`)),
  ];
}

/** The Python SDK's ModelStep puts what it does behind its name. */
function bareName(name: string): string {
  return name.replace(/-(?:CreateModel|RegisterModel)$/, "");
}
