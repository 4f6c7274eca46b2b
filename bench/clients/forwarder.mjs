/** One link of the local engine in a process of its own, as the supervisor is. Lives until its parent lets go. */

import { Links } from "../../dist/engine/local/links.js";
import { seededRandom } from "../../dist/random.js";

export default async function forward({ listen, target }) {
  const links = new Links(() => false, seededRandom(1));
  await links.open({ from: "a", to: "b", listen, target });
  process.send("open");
  await new Promise((resolve) => process.once("message", resolve));
  links.close();
}
