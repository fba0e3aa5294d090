import type { Json, JsonObject } from "..";
import { cacheExpiry } from "../service-model";
import { definition, fail, found, processing } from "./definitions";

describe("each rule of retries and of the cache", () => {
  const retry = (policy: JsonObject) => definition([processing("P", { RetryPolicies: [policy] })]);
  const cases: readonly [rule: string, json: Json, findings: readonly string[]][] = [
    [
      "an exception that is none",
      retry({ ExceptionType: ["Bad.LUCK"], MaxAttempts: 2 }),
      ["RetryPolicy P /Steps/0/RetryPolicies/0/ExceptionType"],
    ],
    ["a retry that leaves its end to the service", retry({ ExceptionType: ["Step.THROTTLING"] }), []],
    [
      "a retry with two ends",
      retry({ ExceptionType: ["Step.THROTTLING"], MaxAttempts: 2, ExpireAfterMin: 5 }),
      ["RetryPolicy P /Steps/0/RetryPolicies/0"],
    ],
    ["a retry that never happens", retry({ ExceptionType: ["Step.THROTTLING"], MaxAttempts: 0 }), []],
    [
      "too long a wait, and one that shrinks below nothing",
      retry({ ExceptionType: ["Step.THROTTLING"], IntervalSeconds: 43_201, BackoffRate: -1 }),
      [
        "RetryPolicy P /Steps/0/RetryPolicies/0/IntervalSeconds",
        "RetryPolicy P /Steps/0/RetryPolicies/0/BackoffRate",
      ],
    ],
    [
      "a member that no policy has",
      retry({ ExceptionType: ["Step.THROTTLING"], Attempts: 2 }),
      ["RetryPolicy P /Steps/0/RetryPolicies/0/Attempts"],
    ],
    [
      "policies that are no list of objects",
      definition([processing("P", { RetryPolicies: {} }), processing("Q", { RetryPolicies: ["once"] })]),
      ["RetryPolicy P /Steps/0/RetryPolicies", "RetryPolicy Q /Steps/1/RetryPolicies/0"],
    ],
    [
      "half an attempt",
      retry({ ExceptionType: ["Step.THROTTLING"], MaxAttempts: 2.5, BackoffRate: 1.5 }),
      ["RetryPolicy P /Steps/0/RetryPolicies/0/MaxAttempts"],
    ],
    [
      "too many attempts",
      retry({ ExceptionType: ["Step.THROTTLING"], MaxAttempts: 21 }),
      ["RetryPolicy P /Steps/0/RetryPolicies/0/MaxAttempts"],
    ],
    [
      "too long an end",
      retry({ ExceptionType: ["Step.THROTTLING"], ExpireAfterMin: 14_401 }),
      ["RetryPolicy P /Steps/0/RetryPolicies/0/ExpireAfterMin"],
    ],
    [
      "a fail step that is retried",
      definition([
        fail("F", "", { RetryPolicies: [{ ExceptionType: ["Step.THROTTLING"], MaxAttempts: 2 }] }),
      ]),
      ["RetryPolicy F /Steps/0/RetryPolicies"],
    ],
    [
      "a cache's end that is no duration",
      definition([processing("P", { CacheConfig: { Enabled: true, ExpireAfter: "30 days" } })]),
      ["CacheExpiry P /Steps/0/CacheConfig/ExpireAfter"],
    ],
  ];

  test.each(cases)("%s", (_rule, json, findings) => {
    expect(found(json)).toEqual(findings);
  });
});

describe("how long a cached result may be used", () => {
  const DAY = 86_400_000;
  const HOUR = DAY / 24;
  // AWS's page pipelines-caching-enabling, the docstring of the Python SDK's CacheConfig, and its integration tests.
  test.each([
    ["30d", 30 * DAY],
    ["5y", 5 * 365 * DAY],
    ["T16m", 16 * 60_000],
    ["30dT5h", 30 * DAY + 5 * HOUR],
    ["p30d", 30 * DAY],
    ["P4DT12H", 4 * DAY + 12 * HOUR],
    ["T12H", 12 * HOUR],
    ["T30m", 30 * 60_000],
    ["PT1H", HOUR],
    ["P1M", 30 * DAY],
  ])("%s", (ExpireAfter, milliseconds) => {
    expect(cacheExpiry(ExpireAfter)).toBe(milliseconds);
    expect(found(definition([processing("P", { CacheConfig: { Enabled: true, ExpireAfter } })]))).toEqual([]);
  });

  test.each(["", "P", "T", "PT", "30", "30 days", "P30", "5x", "P1H", "T5d", "30dT"])(
    "not %j",
    (ExpireAfter) => {
      expect(cacheExpiry(ExpireAfter)).toBeUndefined();
      expect(found(definition([processing("P", { CacheConfig: { Enabled: true, ExpireAfter } })]))).toEqual([
        "CacheExpiry P /Steps/0/CacheConfig/ExpireAfter",
      ]);
    },
  );
});
