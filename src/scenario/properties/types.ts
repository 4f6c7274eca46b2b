/** What a property takes, as its own documentation says. */
export interface PropertyType {
  /** `code`: a function or an object of a program, which no file can hold. */
  readonly type: "boolean" | "short" | "int" | "long" | "double" | "text" | "list" | "code";
  readonly min?: number;
  readonly max?: number;
  /** One number outside of the range that is taken too. */
  readonly also?: number;
  /** All that it takes; for a list, each of its items. */
  readonly values?: readonly string[];
  /** librdkafka's other name for the same property. */
  readonly aliasOf?: string;
}

export type Properties = ReadonlyMap<string, PropertyType>;
