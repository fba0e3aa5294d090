import { csv, numbers } from "./support";

/** A data set that a model is made of, and what is to become of it. */
export interface DataSet {
  readonly name: string;
  readonly target: string;
  readonly task: string;
  readonly framework: string;
  readonly content: string;
}

const pick = <Item>(next: () => number, items: readonly Item[]): Item =>
  items[Math.floor(next() * items.length)] as Item;

/** Customers that leave: words, a date, a boolean, a key, blanks. */
function churn(): string {
  const next = numbers(1);
  return csv("customer,since,plan,region,minutes,abroad,remark,left", 900, (index) => {
    const [plan, minutes] = [pick(next, ["basic", "family, large", "pro"]), Math.round(next() * 600)];
    const leaves = minutes / 600 + (plan === "basic" ? 0.3 : 0) + next() * 0.4 > 1;
    return [
      `C-${10_000 + ((index * 37) % 900)}`,
      `20${10 + Math.floor(next() * 15)}-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 10)}`,
      plan.includes(",") ? `"${plan}"` : plan,
      pick(next, ["north", "south", ""]),
      next() < 0.05 ? "" : minutes,
      pick(next, ["yes", "no"]),
      `"called on ""${index}"", twice"`,
      leaves ? "yes" : "no",
    ];
  });
}

/** Flowers of three kinds by their measures. */
function flowers(): string {
  const next = numbers(2);
  const kinds = ["setosa", "versicolor", "virginica"];
  return csv("length,width,colour,kind", 450, (index) => {
    const kind = index % 3;
    const measure = (mean: number): string => (mean + kind + next() - 0.5).toFixed(2);
    return [measure(4), measure(2), pick(next, ["blue", "violet"]), kinds[kind]];
  });
}

/** Prices of flats, of more rows than a rehearsal works with. */
function flats(): string {
  const next = numbers(3);
  return csv("id,sold,area,floor,district,balcony,price", 6_000, (index) => {
    const [area, floor] = [20 + next() * 180, Math.floor(next() * 9)];
    return [
      index + 1,
      new Date(Date.UTC(2020, 0, 1 + Math.floor(index / 4))).toISOString().slice(0, 10),
      area.toFixed(1),
      floor,
      pick(next, ["centre", "east", "west"]),
      pick(next, ["true", "false"]),
      (3_000 * area + 10_000 * floor + 40_000 * next()).toFixed(2),
    ];
  });
}

/** A machine with 199 sensors, of which two tell whether it fails. */
function sensors(): string {
  const next = numbers(4);
  const names = Array.from({ length: 199 }, (_, index) => `sensor_${index + 1}`);
  return csv([...names, "fails"].join(","), 600, () => {
    const values = names.map(() => next());
    const fails = (values[0] ?? 0) + (values[7] ?? 0) > 1.1;
    return [...values.map((value) => value.toFixed(4)), fails ? 1 : 0];
  });
}

/** Small data sets of different shapes, the same for each run. */
export const DATA_SETS: readonly DataSet[] = [
  { name: "churn", target: "left", task: "binary", framework: "xgboost", content: churn() },
  { name: "flower-kinds", target: "kind", task: "multiclass", framework: "scikit-learn", content: flowers() },
  { name: "flat-prices", target: "price", task: "regression", framework: "xgboost-script", content: flats() },
  { name: "sensors", target: "fails", task: "binary", framework: "xgboost", content: sensors() },
];
