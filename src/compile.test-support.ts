/** A module of src as a process of its own runs it. */
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** Writes the module, and every module that it imports, into one file. */
export async function compileModule(module: URL, file: string): Promise<void> {
  const bundle = await rolldown({
    input: fileURLToPath(module),
    platform: "node",
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    // As tsc compiles: Node 20 knows no `await using`.
    transform: { target: "es2022" },
  });
  await bundle.write({ file, format: "esm" });
  await bundle.close();
}
