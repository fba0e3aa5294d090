import { toHarness, type Build } from "../../jenkins/build";

const environmentOf = (build: Build) => toHarness(build)["environment"] as Record<string, string>;

test("a branch's build knows its branch, and no change", () => {
  const environment = environmentOf({
    branch: "feature/x",
    number: 3,
    globals: { PROD_ACCOUNT: "222222222222" },
  });
  expect(environment).toMatchObject({
    BRANCH_NAME: "feature/x",
    JOB_NAME: "promotion/feature%2Fx",
    BUILD_TAG: "jenkins-promotion-feature%2Fx-3",
    PROD_ACCOUNT: "222222222222",
  });
  expect(Object.keys(environment).filter((name) => name.startsWith("CHANGE_"))).toEqual([]);
});

test.each([
  ["of this repository", undefined],
  ["of a fork", "someone"],
])("a pull request %s is known by its number, target and origin", (_, fork) => {
  const changeRequest = { id: 7, target: "main", branch: "change", ...(fork === undefined ? {} : { fork }) };
  const { CHANGE_FORK, ...rest } = environmentOf({ changeRequest });
  expect(CHANGE_FORK).toBe(fork);
  expect(rest).toMatchObject({
    BRANCH_NAME: "PR-7",
    CHANGE_ID: "7",
    CHANGE_TARGET: "main",
    CHANGE_BRANCH: "change",
  });
});
