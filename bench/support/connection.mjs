import { Connection } from "../../dist/protocol/index.js";

/**
 * @template T
 * @param {{ client: { host: string, port: number } }} node
 * @param {(connection: Connection) => Promise<T>} use
 * @returns {Promise<T>}
 */
export async function withConnection(node, use) {
  const connection = await Connection.open(node.client);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}
