// Stops at a line of TypeScript as an editor's debugger does: by the source map that a bundle names.
// Usage: node --experimental-websocket debugger.mjs ENTRY.ts LINE EXPRESSION
// Prints where the program stopped, and the expression's value there.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [entry, line, expression] = process.argv.slice(2);
const program = spawn(process.execPath, ["--inspect-brk=0", "run.mjs", entry], {
  cwd: root,
  stdio: ["ignore", "ignore", "pipe"],
});

const socket = new WebSocket(await address());
await once(socket, "open");
let id = 0;
const answers = new Map();
const call = (method, params = {}) =>
  new Promise((answer) => {
    answers.set(++id, answer);
    socket.send(JSON.stringify({ id, method, params }));
  });
socket.addEventListener("message", ({ data }) => {
  const message = JSON.parse(data);
  if (message.id !== undefined) answers.get(message.id)(message.result);
  else if (message.method === "Debugger.paused") void paused(message.params);
  // The program is at its end, and waits until nobody debugs it any more.
  else if (message.method === "Runtime.executionContextDestroyed") socket.close();
});

let script;
let map;
await call("Runtime.enable");
await call("Debugger.enable");
await call("Debugger.setInstrumentationBreakpoint", {
  instrumentation: "beforeScriptWithSourceMapExecution",
});
await call("Runtime.runIfWaitingForDebugger");

/** The address that the program under inspection writes when it waits. */
async function address() {
  for await (const text of createInterface({ input: program.stderr })) {
    const [, url] = /^Debugger listening on (\S+)/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error("the program does not wait for a debugger");
}

async function paused({ reason, data, hitBreakpoints, callFrames: [frame] }) {
  if (reason === "instrumentation") {
    script = new URL(data.url);
    map = new SourceMap(JSON.parse(readFileSync(new URL(data.sourceMapURL, script), "utf8")));
    await call("Debugger.setBreakpoint", { location: { scriptId: data.scriptId, ...generated() } });
  } else if (hitBreakpoints.length > 0) {
    const { lineNumber, columnNumber } = frame.location;
    const { originalSource, originalLine } = map.findEntry(lineNumber, columnNumber);
    const { callFrameId } = frame;
    const { result } = await call("Debugger.evaluateOnCallFrame", { callFrameId, expression });
    const file = fileURLToPath(new URL(originalSource, script));
    console.log(JSON.stringify({ file, line: originalLine + 1, value: result.value }));
  }
  await call("Debugger.resume");
}

/** Where the bundle has the line of TypeScript. */
function generated() {
  const lines = readFileSync(script, "utf8").split("\n");
  for (const [lineNumber, text] of lines.entries()) {
    for (let columnNumber = 0; columnNumber < text.length; columnNumber++) {
      const { originalSource = "", originalLine } = map.findEntry(lineNumber, columnNumber);
      const file = fileURLToPath(new URL(originalSource, script));
      if (file === resolve(root, entry) && originalLine === line - 1) return { lineNumber, columnNumber };
    }
  }
  throw new Error(`no code stands at ${entry}:${line}`);
}
