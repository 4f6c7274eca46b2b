/** So many of one kind. */
export function alike<Producer>(count: number, each: Producer): Producer[] {
  return Array.from({ length: count }, () => each);
}

/** What all have; "mixed": they differ. */
export function common<Value>(values: readonly Value[]): Value | "mixed" {
  return new Set(values).size === 1 ? values[0]! : "mixed";
}
