/** The rules between `expect.groups`, `expect.topics`, and the sections that name groups and topics. */
import { nearest } from "../yaml/wording.js";
import type { Contradiction, Parts } from "./checks.js";

export function* aboutParts({
  producers,
  topics,
  consumers = [],
  copiers = [],
  expect,
}: Parts): Generator<Contradiction> {
  const refusal = (section: string, name: string, message: string): Contradiction => ({
    path: ["expect", section, name],
    at: "key",
    message,
  });
  if (producers !== undefined) {
    const names = producers.map(({ name }) => name);
    for (const name of Object.keys(expect?.groups ?? {})) {
      if (names.includes(name)) continue;
      const advice = consumers.some(({ group }) => group === name)
        ? `it is a consumer group: write expect.consumers.groups.${name}`
        : adviceOn(name, names, "its groups are");
      yield refusal("groups", name, `the scenario has no group of producers ${name}; ${advice}`);
    }
  }
  if (topics !== undefined) {
    const copies = copiers.map(({ to }) => to);
    const names = topics.map(({ topic }) => topic.name).filter((name) => !copies.includes(name));
    for (const name of Object.keys(expect?.topics ?? {})) {
      if (names.includes(name)) continue;
      yield copies.includes(name)
        ? refusal(
            "topics",
            name,
            `producers do not write to ${name}, which has copies; write expect.copiers to judge them`,
          )
        : refusal(
            "topics",
            name,
            `the scenario has no topic ${name}; ${adviceOn(name, names, "its topics are")}`,
          );
    }
  }
}

function adviceOn(name: string, names: readonly string[], are: string): string {
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 1 ? `write ${names[0]}` : `${are} ${names.join(", ")}`;
}
