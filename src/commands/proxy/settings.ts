/**
 * The file that `chaos proxy --config` reads: interceptors that are there from the start, and what is too long or too
 * secret for a command line. Checked as strictly as a scenario, with the place of what is wrong.
 *
 *     interceptors:
 *       - name: elections
 *         interceptor: leader-election          # or a pluginClass of the REST API
 *         config: { rateInPercent: 50 }
 *     cluster: { tls: { ca: ca.pem }, sasl: { mechanism: SCRAM-SHA-512, username: chaos, password: … } }
 *     clients: { tls: { cert: proxy.pem, key: proxy.key }, login: required }
 *     admin: { username: me, password: … }
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { UsageError } from "../../errors.js";
import { type Credentials, MECHANISMS } from "../../protocol/index.js";
import type { Rule } from "../../proxy/interceptor-rules.js";
import { findInterceptor, interceptors } from "../../proxy/interceptors/index.js";
import { complaints, words } from "../../yaml/complaints.js";
import { InputError, type Source } from "../../yaml/diagnostics.js";
import { readYaml } from "../../yaml/document.js";
import type { FileKind } from "../../yaml/file-kind.js";
import { jsonSchemaOf, outline } from "../../yaml/outline.js";

const SECRET_BYTES_MIN = 32;

const ids = interceptors.flatMap(({ forms }) => forms.map(({ id }) => id));
const text = z.string().min(1);
const file = text.describe("A PEM file, relative to this one");

const rule = z
  .strictObject({
    name: text.describe("What the rule is called, in logs, metrics and the journal"),
    interceptor: text
      .refine((id) => findInterceptor(id) !== undefined, `must be one of ${ids.join(", ")}`)
      .describe("A feature such as leader-election, or a plugin class"),
    config: z.record(z.string(), z.unknown()).default({}).describe("As the interceptor's keys say"),
    priority: z.int().default(100).describe("Lower numbers come first"),
    scope: z
      .strictObject({
        vCluster: text.optional().describe("A virtual cluster. Default: clients that do not log in"),
        username: text.optional().describe("One of its users"),
      })
      .default({})
      .describe("Whose requests it concerns"),
  })
  .superRefine(({ interceptor, config }, context) => {
    const result = findInterceptor(interceptor)?.form.schema.safeParse(config, { error: words });
    for (const issue of result?.error?.issues ?? []) {
      context.addIssue({ ...(issue as z.core.$ZodIssueCustom), path: ["config", ...issue.path] });
    }
  });

const schema = z.strictObject({
  interceptors: z.array(rule).default([]).describe("Rules that are in force from the start"),
  cluster: z
    .strictObject({
      tls: z
        .strictObject({
          ca: file.optional(),
          cert: file.optional(),
          key: file.optional(),
          servername: text.optional().describe("The name to look for in the brokers' certificates"),
        })
        .optional()
        .describe("Brokers speak TLS. {} trusts the certificates that this machine trusts"),
      sasl: z
        .strictObject({ mechanism: z.enum(MECHANISMS), username: text, password: text })
        .optional()
        .describe("How the proxy logs in to brokers"),
    })
    .default({})
    .describe("The way to the cluster"),
  clients: z
    .strictObject({
      tls: z.strictObject({ cert: file, key: file }).optional().describe("Clients speak TLS"),
      login: z
        .enum(["optional", "required"])
        .default("optional")
        .describe("Whether clients without a token are served"),
    })
    .default({ login: "optional" })
    .describe("The way of clients to the proxy"),
  admin: z
    .strictObject({ username: text, password: text })
    .optional()
    .describe("The login of the REST API. Default: admin and conduktor"),
  tokens: z
    .strictObject({
      secret: text
        .refine(
          (secret) => Buffer.byteLength(secret) >= SECRET_BYTES_MIN,
          `must have at least ${SECRET_BYTES_MIN} bytes`,
        )
        .describe("What tokens are signed with, so that they outlive the proxy"),
    })
    .optional(),
});

type File = z.output<typeof schema>;

const KIND: FileKind = { noun: "settings file" };

/** What the file says, with the files that it names read. */
export interface Settings {
  readonly rules: readonly Rule[];
  readonly cluster: {
    readonly tls?: {
      readonly ca?: Buffer;
      readonly cert?: Buffer;
      readonly key?: Buffer;
      readonly servername?: string;
    };
    readonly sasl?: Credentials;
  };
  readonly clients: {
    readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
    readonly login: "optional" | "required";
  };
  readonly admin?: { readonly username: string; readonly password: string };
  readonly tokens?: { readonly secret: string };
}

/** @throws UsageError, with every problem and its place */
export function readSettings(path: string): Settings {
  const { interceptors: listed, cluster, clients, admin, tokens } = parse(path);
  const pem = (name: string): Buffer => read(resolve(dirname(path), name));
  const { tls, sasl } = cluster;
  return {
    rules: listed.map((one) => ({ ...one, generation: 3 }) as Rule),
    cluster: {
      ...(sasl && { sasl }),
      ...(tls && {
        tls: {
          ...(tls.ca && { ca: pem(tls.ca) }),
          ...(tls.cert && { cert: pem(tls.cert) }),
          ...(tls.key && { key: pem(tls.key) }),
          ...(tls.servername && { servername: tls.servername }),
        },
      }),
    },
    clients: {
      login: clients.login,
      ...(clients.tls && { tls: { cert: pem(clients.tls.cert), key: pem(clients.tls.key) } }),
    },
    ...(admin && { admin }),
    ...(tokens && { tokens }),
  };
}

function parse(path: string): File {
  const source: Source = {
    label: path,
    text: read(path)
      .toString()
      .replace(/^\ufeff/, ""),
    kind: "file",
  };
  const yaml = readYaml(source, KIND);
  const result = schema.safeParse(yaml.data ?? {}, { error: words });
  if (result.success) return result.data;
  throw new InputError(complaints(result.error.issues, yaml, outline(jsonSchemaOf(schema)), KIND));
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new UsageError(`${path} can't be read: ${(cause as Error).message}`, { cause });
  }
}
