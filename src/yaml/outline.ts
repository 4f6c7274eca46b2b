/** The JSON Schema of a kind of file, for editors, and an outline of it for questions about keys and paths. */
import { z } from "zod";
import type { Path } from "./document.js";

export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly [keyword: string]: unknown;
}

export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" }) as JsonSchema;
}

/** The keys that a file can have, whatever they hold. */
export interface Outline {
  /** The keys of the mapping at a path; none where any key will do. */
  keys(path: Path): readonly string[];
  description(path: Path): string | undefined;
  has(path: Path): boolean;
  /** Every key that ends in a value, with the indices of lists counted by `length`. */
  paths(length: (list: Path) => number): readonly Path[];
}

export function outline(schema: JsonSchema): Outline {
  const forms = (some: readonly JsonSchema[]): JsonSchema[] =>
    some.flatMap((one) => (one.anyOf ? forms(one.anyOf) : [one]));
  const below = (some: readonly JsonSchema[], segment: string | number): JsonSchema[] =>
    forms(some).flatMap<JsonSchema>(({ items, properties, additionalProperties }) => {
      if (typeof segment === "number") return items ?? [];
      if (properties && Object.hasOwn(properties, segment)) return properties[segment]!;
      return typeof additionalProperties === "object" ? additionalProperties : [];
    });
  const at = (path: Path): JsonSchema[] => path.reduce<JsonSchema[]>(below, [schema]);
  const keys = (some: readonly JsonSchema[]) => [
    ...new Set(forms(some).flatMap(({ properties }) => Object.keys(properties ?? {}))),
  ];
  return {
    keys: (path) => keys(at(path)),
    description: (path) => at(path).find(({ description }) => description)?.description,
    has: (path) => at(path).length > 0,
    paths(length) {
      const walk = (some: readonly JsonSchema[], path: Path): Path[] => {
        const inner = keys(some).flatMap((key) => walk(below(some, key), [...path, key]));
        const items = below(some, 0).some(({ properties }) => properties)
          ? Array.from({ length: length(path) }, (_, index) =>
              walk(below(some, index), [...path, index]),
            ).flat()
          : [];
        return [...(path.length > 0 ? [path] : []), ...inner, ...items];
      };
      return walk([schema], []);
    },
  };
}
