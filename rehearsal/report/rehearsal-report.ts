import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { isProblem } from "sagemaker-promotion-core/problem";
import { accountOf, parseArn } from "sagemaker-promotion-core/arn";
import { readRevision } from "../../deploy/revision";
import type { Environment } from "../../environments/environment";
import type { AlertData, PermissionData, ReportData } from "../../report/data";
import { filesOf, type ReadFile } from "../../report/files";
import { reportPage } from "../../report/page";
import type { StoryContext } from "../story/context";
import { bucketAndKey } from "../story/data-manifest";
import { cleanUp } from "../story/chapters/clean-up";
import { accountsOf } from "../story/foundations";
import type { Reporter, StoryResult } from "../story/run-story";
import { Chronicle } from "./chronicle";
import { grantedIn } from "./granted";

/** What only shows while the accounts stand. */
type Seen = Pick<ReportData, "environments" | "files" | "unseen"> & {
  /** Actions by the role's name, by account. */
  readonly granted: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
};

/** Looks at both environments, and at roles as administrators. */
async function look(context: StoryContext): Promise<Seen> {
  const looked = await Promise.all([context.dev, context.prod].map((one) => lookAt(context, one)));
  const granted = accountsOf(context).map(async (account) => {
    const { clients } = await context.actors.administrator(account);
    return [account, await grantedIn(clients.iam)] as const;
  });
  return {
    environments: looked.flatMap(({ environments }) => environments),
    files: Object.fromEntries(looked.flatMap(({ files = {} }) => Object.entries(files))),
    unseen: looked.flatMap(({ unseen = [] }) => unseen),
    granted: new Map(await Promise.all(granted)),
  };
}

/** Looks at an environment as who only reads, and at files as those who work with its pipelines. */
async function lookAt(context: StoryContext, environment: Environment): Promise<Omit<Seen, "granted">> {
  try {
    const { data } = (await context.look("report", environment, "--no-files")) as Looked;
    const read = await readerOf(context, environment);
    const files = await Promise.all(data.environments.map((one) => filesOf(one, read)));
    return { ...data, files: Object.fromEntries(files.flatMap((one) => Object.entries(one))) };
  } catch (error) {
    // A story that ended early has nothing to look at.
    const why = isProblem(error) ? error.message : String(error);
    return { environments: [], unseen: [`${environment.name}: ${why}`] };
  }
}

/** The member of `deploy report --json` that is read. */
interface Looked {
  readonly data: ReportData;
}

async function readerOf({ actors }: StoryContext, environment: Environment): Promise<ReadFile> {
  const { clients } = await actors.scientist(environment);
  return async (uri) => {
    try {
      const { Body } = await clients.s3.send(new GetObjectCommand(bucketAndKey(uri)));
      return await Body?.transformToString();
    } catch {
      // Not every job leaves every file; the report says what it has none of.
      return undefined;
    }
  };
}

/** The file's name in the folder of what a rehearsal leaves. */
const REPORT_FILE = "report.html";

/** The report of a rehearsal: written down while the story is told, and a file at its end. */
export class RehearsalReport {
  readonly chronicle: Chronicle;
  #seen: Promise<Seen> | undefined;

  constructor(
    private readonly context: StoryContext,
    listener: Reporter,
  ) {
    const record = () => context.accounts.record();
    this.chronicle = new Chronicle(listener, record, async (chapter) => {
      // There is nothing to look at afterwards.
      if (chapter === cleanUp) await this.#look();
    });
  }

  /**
   * Writes the file.
   * @param told the options that make it again
   * @returns its address
   */
  async write(result: StoryResult, told: readonly string[]): Promise<string> {
    const { context } = this;
    const { granted, ...seen } = await this.#look();
    const { commit } = await readRevision();
    const data: ReportData = {
      model: context.prod.modelName,
      command: ["npm run rehearse", ...(told.length === 0 ? [] : ["--", ...told])].join(" "),
      commit,
      ...seen,
      story: this.chronicle.told(result, await context.accounts.record()),
      alerts: await alertsOf(context),
      permissions: await permissionsOf(context, granted),
    };
    context.saveFile(REPORT_FILE, reportPage(data));
    return pathToFileURL(join(context.out, REPORT_FILE)).href;
  }

  #look(): Promise<Seen> {
    this.#seen ??= look(this.context);
    return this.#seen;
  }
}

async function alertsOf({ accounts, dev, prod }: StoryContext): Promise<AlertData[]> {
  const mails = await accounts.mails();
  return mails
    .filter(({ confirmationToken }) => confirmationToken === undefined)
    .map(({ topicArn, to, subject = "", body }) => ({
      environment: [dev, prod].find(({ account }) => account === accountOf(topicArn))?.name ?? "",
      to,
      subject,
      body,
    }));
}

async function permissionsOf(
  { accounts }: StoryContext,
  granted: Seen["granted"],
): Promise<PermissionData[]> {
  const calls = await accounts.record();
  return [...granted].flatMap(([account, roles]) =>
    [...roles].map(([role, actions]): PermissionData => {
      const own = calls.filter(({ principal }) => {
        const { account: of, resource = "" } = parseArn(principal) ?? {};
        return of === account && resource.startsWith(`assumed-role/${role}/`);
      });
      const asked = (denied: boolean): string[] => {
        const found = own.filter(({ outcome }) => (outcome === "denied") === denied);
        return [...new Set(found.map(({ action }) => action))].sort();
      };
      return { role, account, granted: actions, used: asked(false), refused: asked(true) };
    }),
  );
}
