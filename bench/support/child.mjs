/**
 * Work in a process of its own: with its own heap and its own compiled code, as a run has them.
 *
 * A client is a file in clients/ whose default export takes the input and resolves to the output, both plain data.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const host = fileURLToPath(new URL("./child-host.mjs", import.meta.url));

/**
 * @param {string} client name of a file in clients/
 * @param {unknown} input
 * @param {readonly string[]} execArgv options for node
 * @returns {Promise<any>}
 */
export async function inChild(client, input, execArgv = []) {
  const child = fork(host, [client], { execArgv, serialization: "advanced" });
  let output;
  child.once("message", (answer) => {
    output = answer.output;
  });
  child.send(input);
  const [code, signal] = await once(child, "exit");
  if (code !== 0) throw new Error(`${client} ended with ${signal ?? `exit code ${code}`}`);
  return output;
}
