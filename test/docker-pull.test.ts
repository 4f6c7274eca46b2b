/** An image that is not here is pulled, with progress; one that does not keep the contract is refused and says why. */
import { expect, test } from "vitest";
import { dockerEngine } from "../dist/engine/docker/docker.js";
import { specFor } from "./support/cluster.js";
import { docker, withContainers } from "./support/docker.js";
import { startRegistry } from "./support/registry.js";

withContainers("pulling", () => {
  test("tells how far it is, and an image without sh, Java and Kafka is refused", async () => {
    await using registry = await startRegistry(20_000_000);
    const progress: string[] = [];
    const provisioned = dockerEngine({ ...process.env, CHAOS_KAFKA_IMAGE: registry.image }).provision(
      specFor({}),
      {
        runDirectory: "/nothing/is/written/before/the/image/is/there",
        signal: new AbortController().signal,
        onProgress: (line) => progress.push(line),
        onNode: () => {},
      },
    );
    try {
      await expect(provisioned).rejects.toMatchObject({
        message: expect.stringContaining(`the image ${registry.image} does not start`),
        remedy: "it has to hold sh, java and Kafka's jars at /opt/kafka/libs",
      });
      expect(progress[0]).toBe(`pulling ${registry.image}`);
      expect(progress).toContainEqual(
        expect.stringMatching(new RegExp(`^pulling ${registry.image}: \\d+ of 20 MB$`)),
      );
    } finally {
      await docker.getImage(registry.image).remove();
    }
  });
});
