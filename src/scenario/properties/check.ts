/** All that is wrong with the properties of a scenario: names, values, and producers' pairs that exclude each other. */

import type { Path } from "../../yaml/document.js";
import type { Contradiction, Parts } from "../checks.js";
import { metadataPlan } from "../cluster-spec.js";
import { unknownName } from "./names.js";
import { excludedPairs } from "./pairs.js";
import { reasonAgainst } from "./refused.js";
import { type Section, sectionsOf } from "./sections.js";
import { wrongValue } from "./values.js";

export function* aboutProperties(parts: Parts): Generator<Contradiction> {
  const sections = sectionsOf(metadataPlan(parts.cluster ?? {}).kind);
  for (const section of sections) {
    for (const { name, value, path } of propertiesOf(section.owner, parts)) {
      const reason = reasonAgainst(name, section);
      const type = section.properties.get(name);
      if (reason !== undefined) {
        yield { path, at: "key", message: `${name} cannot be set here; ${reason}` };
      } else if (type === undefined) {
        const message = unknownName(name, section, sections);
        if (message !== undefined) yield { path, at: "key", message };
      } else {
        const message = wrongValue(name, type, String(value), section);
        if (message !== undefined) yield { path, at: "value", message };
      }
    }
  }
  for (const group of parts.groups ?? []) yield* excludedPairs(group);
}

/** A list of topics, or of groups, has properties in each of them. */
function propertiesOf(owner: Section["owner"], parts: Parts) {
  const at = (config: object | undefined, path: Path) =>
    Object.entries(config ?? {}).map(([name, value]) => ({
      name,
      value: value as unknown,
      path: [...path, "config", name],
    }));
  if (owner === "consumers") {
    return (parts.consumers ?? []).flatMap((group, index) => at(group.config, [owner, index]));
  }
  if (owner === "copiers") {
    return (parts.copiers ?? []).flatMap((copier, index) => at(copier.config, [owner, index]));
  }
  if (owner === "producers") return (parts.groups ?? []).flatMap(({ path, group }) => at(group.config, path));
  if (owner === "topic") return (parts.topics ?? []).flatMap(({ topic, path }) => at(topic.config, path));
  return at(parts[owner]?.config, [owner]);
}
