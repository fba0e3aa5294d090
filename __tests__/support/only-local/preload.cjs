// Required into a process with NODE_OPTIONS: refuses every host but 127.0.0.1, and notes each connection and look-up
// that it refused in the file that ONLY_LOCAL names, a line each. It goes with every process that this one starts,
// whatever environment that is given: Node's by NODE_OPTIONS, Python's by the sitecustomize.py beside this file.
const { appendFileSync } = require("node:fs");
const { ChildProcess } = require("node:child_process");
const dns = require("node:dns");
const net = require("node:net");

const INHERITED = ["NODE_OPTIONS", "PYTHONPATH", "ONLY_LOCAL"].map((name) => `${name}=${process.env[name]}`);
const notes = process.env.ONLY_LOCAL;

function refusal(what) {
  appendFileSync(notes, `${what}\n`);
  return Object.assign(new Error(`only 127.0.0.1 may be reached: ${what}`), { code: "ECONNREFUSED" });
}

/** The host of net.connect's arguments; undefined for a path. */
function hostOf(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === "object") return first.path === undefined ? (first.host ?? "localhost") : undefined;
  if (typeof first === "string" && Number.isNaN(Number(first))) return undefined;
  return typeof second === "string" ? second : "localhost";
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const host = hostOf(args);
  if (host === undefined || host === "127.0.0.1") return connect.apply(this, args);
  const error = refusal(`connect ${host}`);
  process.nextTick(() => this.destroy(error));
  return this;
};

for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(owner).filter((own) =>
    /^(lookup|resolve|reverse)/.test(own),
  )) {
    const original = owner[name];
    owner[name] = function (host, ...rest) {
      if (net.isIP(host) !== 0) return original.call(this, host, ...rest);
      const error = refusal(`look up ${host}`);
      const answer = rest.at(-1);
      if (typeof answer !== "function") return Promise.reject(error);
      process.nextTick(answer, error);
    };
  }
}

const { spawn } = ChildProcess.prototype;
ChildProcess.prototype.spawn = function (options) {
  const own = (options.envPairs ?? []).filter(
    (pair) => !INHERITED.some((inherited) => pair.startsWith(inherited.slice(0, inherited.indexOf("=") + 1))),
  );
  return spawn.call(this, { ...options, envPairs: [...own, ...INHERITED] });
};
