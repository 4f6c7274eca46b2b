/** The REST APIs over real rules, with what they told others kept; and curl lines turned into requests. */

import type { InjectOptions } from "fastify";
import { InterceptorRules } from "../interceptor-rules.js";
import { Metrics } from "../metrics.js";
import { DEFAULT_CREDENTIALS } from "./access.js";
import { type AppOptions, createApp } from "./app.js";
import type { TopicDeclaration } from "./first-generation.js";

export const BASIC = `Basic ${Buffer.from("admin:conduktor").toString("base64")}`;

export function partsFor() {
  const rules = new InterceptorRules({ seed: 1, note: () => {} });
  const lines: string[] = [];
  const declared: TopicDeclaration[] = [];
  const issued: unknown[] = [];
  const metrics = new Metrics();
  const options = {
    rules,
    metrics,
    tokens: {
      async issue(who: unknown) {
        issued.push(who);
        return "a.signed.token";
      },
    },
    declareTopic: (declaration: TopicDeclaration) => void declared.push(declaration),
    health: () => ({ ready: true }),
    log: (line: string) => void lines.push(line),
  } satisfies Omit<AppOptions, "accessControl">;
  return { rules, lines, declared, issued, metrics, options };
}

export async function appFor(changed: Partial<AppOptions> = {}) {
  const parts = partsFor();
  const accessControl = { credentials: DEFAULT_CREDENTIALS, address: "127.0.0.1", names: [] };
  const app = await createApp({ ...parts.options, accessControl, ...changed });
  return {
    ...parts,
    app,
    /** With the default user and password. */
    async call(method: string, url: string, body?: unknown, headers: Record<string, string> = {}) {
      const response = await app.inject({
        method: method as NonNullable<InjectOptions["method"]>,
        url,
        headers: { authorization: BASIC, ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      });
      const { statusCode: status, body: text } = response;
      return { status, text, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
    },
    [Symbol.asyncDispose]: () => app.close(),
  };
}

export interface CurlRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** The curl commands of a shell script, with the options that the demos use. */
export function curlRequests(script: string, files: Readonly<Record<string, string>> = {}): CurlRequest[] {
  return [...script.matchAll(/(?<=^|\s|\$\()curl\s/gm)].map(({ index }) =>
    requestOf(words(script.slice(index)), files),
  );
}

function requestOf([, ...rest]: string[], files: Readonly<Record<string, string>>): CurlRequest {
  const headers: Record<string, string> = {};
  let method = "GET";
  let url = "";
  let body: string | undefined;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "--silent") continue;
    if (!word.startsWith("--")) {
      url = word.includes("://") ? word : `http://${word}`;
      continue;
    }
    const value = rest.shift()!;
    if (word === "--request") method = value;
    else if (word === "--header") headers[value.split(":")[0]!.toLowerCase()] = value.replace(/^.*?:\s*/, "");
    else if (word === "--user") headers.authorization = `Basic ${Buffer.from(value).toString("base64")}`;
    else if (word === "--data-raw") body = value;
    else if (word === "--data") body = files[value.replace(/^@/, "")]!;
    else throw new Error(`curl's ${word} is not known here`);
  }
  return { method, url, headers, ...(body === undefined ? {} : { body }) };
}

/** The words of a shell's first command. */
function words(script: string): string[] {
  const [command] = /^(?:\\\n|'[^']*'|"[^"]*"|[^'"\n|)])*/.exec(script)!;
  return [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"\\])+/g)].map(([word]) =>
    word.replace(/^(['"])(.*)\1$/s, "$2"),
  );
}
