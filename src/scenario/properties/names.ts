/**
 * Names that a section does not know. Brokers ignore such properties, and the experiment would be another one than was
 * meant. Other versions and plugins have properties that no list has, so a name that looks like a plugin's is let
 * through, unless it is a known one with a slip of the keys.
 */

import { clipped, misspelt, nearest } from "../../yaml/wording.js";
import { CONSUMER_PROPERTIES } from "../generated/properties.js";
import { type ForeignName, foreignName } from "./foreign.js";
import { insteadOfJava } from "./java.js";
import { reasonAgainst } from "./refused.js";
import { CONSUMERS, COPIERS, PRODUCERS, type Section } from "./sections.js";

/** At least two parts of small letters, digits, _ and -, with dots between. */
const LIKE_A_PLUGINS = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/;
const NAME_LENGTH_MAX = 80;

/** The sentence about a name that is not among the section's; undefined for one that may be right. `sections`: all there are. */
export function unknownName(
  written: string,
  section: Section,
  sections: readonly Section[],
): string | undefined {
  const shown = clipped(written, NAME_LENGTH_MAX);
  const isNot = `${shown} is not a ${section.kind} property`;
  const foreign = foreignName(written);
  if (foreign !== undefined)
    return `${isNot} but a setting of ${foreign.of}; ${aboutForeign(foreign, section, sections)}`;
  const java = insteadOfJava(written);
  const isOfJava = `${shown} is a property of the Java client; ${java}`;
  if (section === PRODUCERS && java !== undefined) return isOfJava;
  const advice = rightPlace(written, section, "it", sections) ?? likeliest(written, section, misspelt);
  if (advice !== undefined) return `${isNot}; ${advice}`;
  if (java !== undefined) return isOfJava;
  if (section !== PRODUCERS && section !== CONSUMERS && section !== COPIERS && LIKE_A_PLUGINS.test(written))
    return undefined;
  const guess = likeliest(written, section, nearest);
  return guess === undefined ? isNot : `${isNot}; ${guess}`;
}

function aboutForeign({ name }: ForeignName, section: Section, sections: readonly Section[]): string {
  const nowhere = "it has no place in a scenario";
  if (name === undefined) return nowhere;
  if (section.properties.has(name)) return reasonAgainst(name, section) ?? `write ${name}`;
  return (
    rightPlace(name, section, name, sections) ??
    insteadOfJava(name) ??
    likeliest(name, section, nearest) ??
    nowhere
  );
}

/** For a name that is right elsewhere: where. */
function rightPlace(
  name: string,
  section: Section,
  shown: string,
  sections: readonly Section[],
): string | undefined {
  const reason = reasonAgainst(name, section);
  if (reason !== undefined) return reason;
  // The defaults of topics have other names on brokers: segment.bytes is log.segment.bytes there.
  const here = {
    ...{ cluster: `log.${name}`, topic: name.replace(/^log\./, "") },
    ...{ producers: name, consumers: name, copiers: name },
  }[section.owner];
  if (section.properties.has(here) && reasonAgainst(here, section) === undefined) {
    return `did you mean ${here}?`;
  }
  if (section === PRODUCERS && CONSUMER_PROPERTIES.has(name)) return "only consumers have it";
  const other = sections.find(({ properties }) => properties.has(name));
  if (other === undefined) return undefined;
  return reasonAgainst(name, other) ?? `write ${shown} under ${other.owner}.config`;
}

/** The section's property that was meant, or why that one cannot be set. */
function likeliest(
  name: string,
  section: Section,
  among: (word: string, candidates: readonly string[]) => string | undefined,
): string | undefined {
  const meant = among(name, [...section.properties.keys()]);
  if (meant === undefined) return undefined;
  return reasonAgainst(meant, section) ?? `did you mean ${meant}?`;
}
