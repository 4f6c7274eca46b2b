/**
 * `cluster.configFile` and `producers.configFile`: properties from the files that a cluster or an application has already.
 *
 *     cluster: { configFile: server.properties }        relative to the scenario
 *
 * Their values go to where the scenario would have them, each with its place in the file, so that all further checks
 * are the same and name that place. A value in the scenario wins over one in the file. What chaos decides by itself is left
 * out, with a note.
 */
import { dirname, isAbsolute, join } from "node:path";
import { type JavaProperty, MalformedEscape, readJavaProperties } from "../cluster/java-properties.js";
import { type Diagnostic, diagnose, InputError, type Source, type Span } from "../yaml/diagnostics.js";
import type { Path, YamlData } from "../yaml/document.js";
import { clipped } from "../yaml/wording.js";
import { metadataPlan } from "./cluster-spec.js";
import { PRODUCER_PROPERTIES } from "./generated/properties.js";
import { writePath } from "./overrides.js";
import { translated } from "./properties/java-producer.js";
import { reasonAgainst } from "./properties/refused.js";
import { PRODUCERS, type Section, sectionsOf } from "./properties/sections.js";

/** The text of a file, in Latin-1 as Java reads it. Throws an Error whose message says why there is none. */
export type ReadFile = (path: string) => string;

/** Classes that the brokers of a run may not have, and logins that its clients would need. */
const NEEDS_CLASSES =
  /(^|\.)(class|class\.name|classes|reporters|class\.path)$|^(authorizer|super\.users|principal\.builder|confluent\.|delegation\.token\.(master|secret)\.key)/;
const LEFT_OUT_CLASSES = "the brokers of a run have the classes of Kafka alone, and no logins";

/**
 * Changes `yaml` in place: its `configFile` keys are gone afterwards.
 * @param scenarioPath as the person wrote it
 * @returns what a person should know: a sentence each
 * @throws InputError for a file that cannot be read, and for what has no place in a run
 */
export function adoptConfigFiles(
  yaml: YamlData,
  scenarioPath: string,
  readFile: ReadFile,
): readonly string[] {
  const notes: string[] = [];
  const problems: Diagnostic[] = [];
  for (const path of holdersIn(yaml.data)) {
    const holder = mappingAt(yaml.data, path);
    if (typeof holder?.configFile !== "string") continue;
    const place = yaml.places.nearest([...path, "configFile"]);
    const label = isAbsolute(holder.configFile)
      ? holder.configFile
      : join(dirname(scenarioPath), holder.configFile);
    const { configFile: _, ...others } = holder;
    (mappingAt(yaml.data, path.slice(0, -1)) as Record<string | number, unknown>)[path.at(-1)!] = others;
    try {
      const source: Source = { label, text: textOf(readFile, label, place.value), kind: "file" };
      const adoption = new Adoption(yaml, source, place.value, path, sectionOf(path, others));
      adoption.adopt(propertiesOf(source));
      notes.push(...adoption.notes);
      problems.push(...adoption.problems);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.diagnostics);
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return notes;
}

/** What may name a file: the cluster, and each group of producers. */
function holdersIn(data: unknown): Path[] {
  const { producers } = (data ?? {}) as { producers?: unknown };
  return [
    ["cluster"],
    ...(Array.isArray(producers) ? producers.map((_, i) => ["producers", i]) : [["producers"]]),
  ];
}

function sectionOf([owner]: Path, cluster: Record<string, unknown>): Section {
  if (owner === "producers") return PRODUCERS;
  return sectionsOf(metadataPlan(cluster).kind).find((section) => section.owner === owner)!;
}

function textOf(readFile: ReadFile, path: string, at: Span): string {
  try {
    return readFile(path);
  } catch (cause) {
    throw new InputError([diagnose(at, `${clipped(path, 100)}: ${(cause as Error).message}`)], { cause });
  }
}

function propertiesOf(source: Source): readonly JavaProperty[] {
  try {
    return readJavaProperties(source.text);
  } catch (error) {
    if (!(error instanceof MalformedEscape)) throw error;
    throw new InputError([diagnose({ source, start: error.offset, end: error.offset + 2 }, error.message)]);
  }
}

class Adoption {
  readonly notes: string[] = [];
  readonly problems: Diagnostic[] = [];
  readonly #yaml: YamlData;
  /** Of the cluster, or of the group of producers. */
  readonly #path: Path;
  readonly #section: Section;
  readonly #source: Source;
  /** Where the scenario names the file. */
  readonly #named: Span;

  constructor(yaml: YamlData, source: Source, named: Span, path: Path, section: Section) {
    this.#yaml = yaml;
    this.#path = path;
    this.#source = source;
    this.#named = named;
    this.#section = section;
  }

  adopt(found: readonly JavaProperty[]): void {
    // As in Java, the last one of a name counts.
    const last = new Map(found.map((property) => [property.key, property]));
    for (const property of found) {
      if (last.get(property.key) !== property)
        this.#note(property, "is left out, because it is set again below");
    }
    const values = new Map([...last.values()].map(({ key, value }) => [key, value.trim()]));
    for (const property of last.values()) {
      if (this.#section === PRODUCERS) this.#ofProducers(property, values);
      else this.#ofBrokers(property);
    }
    if (this.#section === PRODUCERS) this.#tellDefaults(values);
  }

  #ofBrokers(property: JavaProperty): void {
    const { key, value } = property;
    const why = reasonAgainst(key, this.#section) ?? (NEEDS_CLASSES.test(key) ? LEFT_OUT_CLASSES : undefined);
    if (why !== undefined) this.#note(property, `is left out: ${why}`);
    else this.#set(key, value, property);
  }

  #ofProducers(property: JavaProperty, all: ReadonlyMap<string, string>): void {
    const { key, value } = property;
    const translation = translated(key, value, all);
    if (translation === undefined) {
      this.#set(key, asWritten(value.trim()), property);
    } else if ("leftOut" in translation) {
      this.#note(property, `is left out: ${translation.leftOut}`);
    } else if ("refused" in translation) {
      this.problems.push(
        diagnose(
          this.#span(property.keyAt),
          `${clipped(key, 80)} cannot be used here; ${translation.refused}`,
        ),
      );
    } else if ("key" in translation) {
      this.#setKey(translation.key, translation.value, property);
    } else {
      for (const [name, text] of Object.entries(translation.set)) this.#set(name, asWritten(text), property);
      const names = Object.keys(translation.set).filter((name) => name !== key);
      const note = translation.note === undefined ? "" : `: ${translation.note}`;
      if (names.length > 0) this.#note(property, `becomes ${names.join(" and ")}${note}`);
    }
  }

  /** A property of librdkafka has two names, and the scenario may have written the other one. */
  #set(name: string, value: unknown, property: JavaProperty): void {
    const config = this.#config(property);
    if (config === undefined) return;
    const canonical = (key: string) => PRODUCER_PROPERTIES.get(key)?.aliasOf ?? key;
    const isSame = (key: string) =>
      this.#section === PRODUCERS ? canonical(key) === canonical(name) : key === name;
    if (Object.keys(config).some(isSame)) return;
    config[name] = value;
    this.#place([...this.#path, "config", name], property);
  }

  #setKey(key: string, value: unknown, property: JavaProperty): void {
    const holder = mappingAt(this.#yaml.data, this.#path)!;
    if (Object.hasOwn(holder, key)) return;
    holder[key] = value;
    this.#place([...this.#path, key], property);
  }

  /** Undefined where the scenario has something else than a mapping, which is told elsewhere. */
  #config(property: JavaProperty): Record<string, unknown> | undefined {
    const holder = mappingAt(this.#yaml.data, this.#path)!;
    if (holder.config === undefined || holder.config === null) {
      holder.config = {};
      this.#place([...this.#path, "config"], property);
    }
    return mappingAt(holder, ["config"]);
  }

  #place(path: Path, { keyAt, valueAt }: JavaProperty): void {
    this.#yaml.places.set(path, { key: this.#span(keyAt), value: this.#span(valueAt) });
  }

  #span([start, end]: readonly [number, number]): Span {
    return { source: this.#source, start, end };
  }

  #note({ key, keyAt }: JavaProperty, what: string): void {
    const { file, line } = diagnose(this.#span(keyAt), "");
    this.notes.push(`${file}:${line}: ${clipped(key, 80)} ${what}`);
  }

  /** Where Java and librdkafka differ, a file that says nothing means something else. */
  #tellDefaults(values: ReadonlyMap<string, string>): void {
    const { file } = diagnose(this.#named, "");
    const holder = mappingAt(this.#yaml.data, this.#path)!;
    const acks = String(holder.acks ?? "all");
    const isDefault = holder.idempotence === undefined && holder.transactions === undefined;
    if (!values.has("enable.idempotence") && isDefault && acks === "all") {
      this.notes.push(
        `${file}: ${writePath([...this.#path, "idempotence"])} is false, because ${this.#source.label} does not set enable.idempotence. Java's default is true since Kafka 3.0`,
      );
    }
    const config = mappingAt(holder, ["config"]) ?? {};
    const isTimeSet = ["delivery.timeout.ms", "message.timeout.ms"].some((name) =>
      Object.hasOwn(config, name),
    );
    if (!isTimeSet) {
      this.notes.push(
        `${file}: ${this.#source.label} does not set delivery.timeout.ms. Java's default is 120000, librdkafka's is 300000`,
      );
    }
  }
}

/** Numbers and truth values look better in scenario.yaml without quotes. */
function asWritten(value: string): string | number | boolean {
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return /^-?(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value;
}

/** Undefined where there is none. The list of groups is one as well: its keys are numbers. */
function mappingAt(data: unknown, path: Path): Record<string, unknown> | undefined {
  const value = path.reduce<unknown>(
    (holder, key) => (holder as Record<string, unknown> | null | undefined)?.[key],
    data,
  );
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}
