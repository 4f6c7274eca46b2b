/**
 * The rules that are in force. A rule is an interceptor with a configuration and the clients that it applies to. The
 * REST APIs put and remove rules. A session asks which of them apply to its client, in order of priority. Putting an
 * equal rule again changes nothing: the rule's schedule and random numbers go on.
 *
 * A client that has not logged in belongs to the virtual cluster `passthrough`. Rules of the first generation name a
 * tenant and a user, because all clients of that gateway logged in. Here they also apply to clients without a login.
 */

import { isDeepStrictEqual } from "node:util";
import type { ApiName } from "../protocol/index.js";
import { seededRandom } from "../random.js";
import { apiKeyOf } from "./api-keys.js";
import { findInterceptor } from "./interceptors/index.js";
import type { Armed, Client, Effect } from "./interceptors/interceptor.js";
import { PASSTHROUGH } from "./tenants/names.js";
import { issuesOf, type ValidationIssue } from "./validation-issues.js";

const PRIORITY_DEFAULT = 100;

export interface Scope {
  /** `passthrough` unless given. */
  readonly vCluster?: string;
  /** All users of the virtual cluster unless given. */
  readonly username?: string;
}

/** A rule as a user put it. */
export interface Rule {
  readonly name: string;
  readonly generation: 1 | 2 | 3;
  /** The id of a form: a feature, or a plugin class with or without its package. */
  readonly interceptor: string;
  /** As the user wrote it; `put` checks it. */
  readonly config: unknown;
  /** Lower numbers come first; 100 unless given. */
  readonly priority?: number;
  readonly scope?: Scope;
  /** Only these of the interceptor's APIs. */
  readonly apis?: readonly ApiName[];
  readonly comment?: string;
}

/** An effect with the rule it came from. */
export interface JournalEntry extends Effect {
  readonly rule: string;
  readonly interceptor: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** A rule that is not valid. `issues` have the path in the rule and what would be valid. */
export class RuleError extends Error {
  override readonly name = "RuleError";

  constructor(
    message: string,
    readonly issues: readonly ValidationIssue[] = [],
  ) {
    super(message);
  }
}

export interface InterceptorRulesOptions {
  /** Each rule draws from its own generator, seeded with this and its name. */
  readonly seed: number;
  readonly note: (entry: JournalEntry) => void;
}

interface InForce {
  readonly rule: Rule;
  readonly armed: Armed;
}

/** What a session uses. */
export type RulesInForce = Pick<InterceptorRules, "version" | "applyingTo">;

export type PutResult = "CREATED" | "UPDATED" | "NOT_CHANGED";

export class InterceptorRules {
  /** Grows with every change. A caller that keeps the result of {@link applyingTo} asks again when this has grown. */
  version = 0;
  private readonly inForce = new Map<string, InForce>();

  constructor(private readonly options: InterceptorRulesOptions) {}

  /** @throws RuleError when there is no such interceptor or its config is not valid; nothing changes then */
  put(rule: Rule): PutResult {
    const armed = this.arm(rule);
    const result = this.compare(rule);
    if (result === "NOT_CHANGED") return result;
    this.inForce.set(keyOf(rule), { rule, armed });
    this.version++;
    return result;
  }

  /** What {@link put} would return or throw. */
  check(rule: Rule): PutResult {
    this.arm(rule);
    return this.compare(rule);
  }

  /** Whether there was such a rule. */
  remove(generation: Rule["generation"], name: string, scope: Scope = {}): boolean {
    const removed = this.inForce.delete(keyOf({ generation, name, scope }));
    if (removed) this.version++;
    return removed;
  }

  /** By priority, then by age. */
  list(): Rule[] {
    return this.sorted().map(({ rule }) => rule);
  }

  applyingTo(client: Client): Armed[] {
    return this.sorted()
      .filter(({ rule }) => applies(rule, client))
      .map(({ armed }) => armed);
  }

  private compare(rule: Rule): PutResult {
    const before = this.inForce.get(keyOf(rule));
    if (before === undefined) return "CREATED";
    return isDeepStrictEqual(before.rule, rule) ? "NOT_CHANGED" : "UPDATED";
  }

  private sorted(): InForce[] {
    return [...this.inForce.values()].sort((a, b) => priorityOf(a.rule) - priorityOf(b.rule));
  }

  private arm(rule: Rule): Armed {
    const found = findInterceptor(rule.interceptor);
    if (found === undefined) throw new RuleError(`there is no interceptor ${rule.interceptor}`);
    const { interceptor, form } = found;
    const parsed = form.schema.safeParse(rule.config ?? {});
    if (!parsed.success) {
      throw new RuleError(
        `the config of ${rule.name} is not one of ${form.id}`,
        issuesOf(form.schema, parsed.error, ["config"]),
      );
    }
    const random = seededRandom(mix(this.options.seed, rule.name));
    const armedAtMs = performance.now();
    const armed = interceptor.arm(parsed.data, {
      random,
      elapsedMs: () => performance.now() - armedAtMs,
      note: (effect) =>
        this.options.note({ rule: rule.name, interceptor: interceptor.name, atMs: Date.now(), ...effect }),
    });
    return rule.apis === undefined ? armed : narrowed(armed, rule.apis, form.id);
  }
}

/** The three APIs do not see each other's rules. */
function keyOf({ generation, name, scope }: Pick<Rule, "generation" | "name" | "scope">): string {
  return JSON.stringify([generation, scope?.vCluster ?? PASSTHROUGH, scope?.username ?? null, name]);
}

function priorityOf({ priority = PRIORITY_DEFAULT }: Rule): number {
  return priority;
}

function applies({ generation, scope = {} }: Rule, client: Client): boolean {
  if (generation === 1 && client.username === null) return true;
  const { vCluster = PASSTHROUGH, username } = scope;
  return vCluster === client.vCluster && (username === undefined || username === client.username);
}

/** @throws RuleError for an API on which the interceptor would do nothing */
function narrowed(armed: Armed, only: readonly ApiName[], id: string): Armed {
  const foreign = only.filter((api) => armed.apis !== null && !armed.apis.has(api)).map(apiKeyOf);
  if (foreign.length > 0) {
    const own = [...(armed.apis ?? [])].map(apiKeyOf);
    throw new RuleError(`${id} does not work on ${foreign.join(", ")}`, [
      { path: "apis", message: `with this config ${id} works on ${own.join(", ")}` },
    ]);
  }
  return { ...armed, apis: new Set(only) };
}

/** FNV-1a over both: rules with one seed draw different numbers, and so does one rule with different seeds. */
function mix(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${seed} ${name}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
