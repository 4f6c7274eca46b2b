/**
 * The definitions of a newer Kafka, with the versions that it has removed since an older one. Brokers and clients of the
 * older Kafka still use them (KIP-896 removed many in Kafka 4.0).
 *
 * A version that both have is as the newer one defines it. A message that only the older one has stays, unless the newer
 * one has given its API key to another message. A version that was unstable in the older one is left out: no client has
 * ever been offered it.
 *
 * @typedef {import("./definitions.mjs").Message} Message
 * @typedef {import("./definitions.mjs").Field} Field
 * @typedef {import("./definitions.mjs").Range} Range
 */

/**
 * @param {Message[]} newer
 * @param {Message[]} older
 * @returns {Message[]} sorted by name
 */
export function mergeDefinitions(newer, older) {
  const byName = new Map(newer.map((message) => [message.name, message]));
  const keys = new Set(newer.map(({ apiKey }) => apiKey));
  for (const message of older) {
    const { name, apiKey } = message;
    const present = byName.get(name);
    if (present !== undefined)
      byName.set(name, mergeMessage(present, message, unstableVersion(older, apiKey)));
    else if (apiKey === null || !keys.has(apiKey)) byName.set(name, message);
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Only the request says that the last version of an API is unstable. */
function unstableVersion(/** @type {Message[]} */ messages, /** @type {number | null} */ apiKey) {
  const request = messages.find((message) => message.apiKey === apiKey && message.kind === "request");
  return apiKey !== null && request?.latestVersionUnstable ? request.versions[1] : undefined;
}

/** @returns {Message} */
function mergeMessage(
  /** @type {Message} */ newer,
  /** @type {Message} */ older,
  /** @type {number | undefined} */ unstable,
) {
  /** The versions that only the older Kafka has. @type {Range} */
  const removed = [
    older.versions[0],
    Math.min(newer.versions[0] - 1, unstable === undefined ? older.versions[1] : unstable - 1),
  ];
  if (removed[0] > removed[1]) return newer;
  const title = newer.name;
  return {
    ...newer,
    versions: /** @type {Range} */ (joined(removed, newer.versions, title)),
    flexible: joined(clipped(older.flexible, removed), newer.flexible, title),
    fields: mergeFields(newer.fields, older.fields, removed, title),
  };
}

/** Fields are in the order of the newer Kafka. A field that it lacks follows the field that it followed before. */
function mergeFields(
  /** @type {Field[]} */ newer,
  /** @type {Field[]} */ older,
  /** @type {Range} */ removed,
  /** @type {string} */ title,
) {
  /** @type {Field[]} */
  const fields = [...newer];
  let after = -1;
  for (const field of older) {
    const versions = clipped(field.versions, removed);
    const at = fields.findIndex(({ name }) => name === field.name);
    if (at >= 0) {
      after = at;
      fields[at] = mergeField(/** @type {Field} */ (fields[at]), field, removed, title);
    } else if (versions !== null) {
      fields.splice(++after, 0, ofVersions(field, removed));
    }
  }
  return fields;
}

/** @returns {Field} */
function mergeField(
  /** @type {Field} */ newer,
  /** @type {Field} */ older,
  /** @type {Range} */ removed,
  /** @type {string} */ title,
) {
  // In the removed versions that lack the field too, it may only be left out if it was ignorable there.
  const ignorable = newer.ignorable || older.ignorable;
  if (clipped(older.versions, removed) === null) return { ...newer, ignorable };
  const path = `${title}.${newer.name}`;
  const old = ofVersions(older, removed);
  if (newer.type !== old.type || String(newer.default) !== String(old.default))
    throw new Error(`${path} has another type or default in the versions that were removed`);
  if (old.tagged && newer.tagged && newer.tag !== old.tag) throw new Error(`${path} has two tags`);
  return {
    ...newer,
    versions: /** @type {Range} */ (joined(old.versions, newer.versions, path)),
    nullable: joined(old.nullable, newer.nullable, path),
    tagged: joined(old.tagged, newer.tagged, path),
    tag: newer.tag ?? (old.tagged && old.tag),
    ignorable,
    fields: newer.fields && mergeFields(newer.fields, older.fields ?? [], removed, path),
  };
}

/** The field as it is in these versions. @returns {Field} */
function ofVersions(/** @type {Field} */ field, /** @type {Range} */ versions) {
  return {
    ...field,
    versions: clipped(field.versions, versions) ?? NONE,
    nullable: clipped(field.nullable, versions),
    tagged: clipped(field.tagged, versions),
    fields: field.fields?.map((inner) => ofVersions(inner, versions)) ?? null,
  };
}

/** @type {Range} */
const NONE = [0, -1];

/** @returns {Range | null} */
function clipped(/** @type {Range | null} */ range, /** @type {Range} */ within) {
  if (range === null) return null;
  /** @type {Range} */
  const left = [Math.max(range[0], within[0]), Math.min(range[1], within[1])];
  return left[0] <= left[1] ? left : null;
}

/** @returns {Range | null} */
function joined(
  /** @type {Range | null} */ lower,
  /** @type {Range | null} */ upper,
  /** @type {string} */ title,
) {
  if (lower === null || lower[0] > lower[1]) return upper;
  if (upper === null || upper[0] > upper[1]) return lower;
  if (lower[1] + 1 < upper[0]) throw new Error(`${title} has a gap between ${lower} and ${upper}`);
  return [lower[0], upper[1]];
}
