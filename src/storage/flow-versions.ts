import type { Collection, Connection } from "mongoose";
import { createHash } from "node:crypto";

export type FlowVersion = { _id: string; flow: string; version: number; yaml: string; hash: string; publishedAt: number };

/** A flow file was changed without raising its version: people in the middle of it would stumble. */
export class FlowChanged extends Error {
  override name = "FlowChanged";
  constructor(flow: string, version: number) {
    super(`flows/${flow}.yaml was changed but still says version ${version}, which is published: raise its version.`);
  }
}

/** Published flows. A version never changes, because running sessions go on with the one they began with. */
export class FlowVersions {
  private readonly collection: Collection<FlowVersion>;

  constructor(connection: Connection) {
    this.collection = connection.collection<FlowVersion>("flow-versions");
  }

  /** Publishes a version once. Throws FlowChanged when the same version is published with other words. */
  async publish(flow: string, version: number, yaml: string, now: number): Promise<void> {
    const hash = createHash("sha256").update(yaml.replace(/\r\n/g, "\n").trim()).digest("hex");
    const _id = `${flow}@${version}`;
    try {
      await this.collection.insertOne({ _id, flow, version, yaml, hash, publishedAt: now });
    } catch (error) {
      if ((error as { code?: number }).code !== 11000) throw error;
      const published = await this.collection.findOne({ _id });
      if (published && published.hash !== hash) throw new FlowChanged(flow, version);
    }
  }

  async all(): Promise<FlowVersion[]> {
    return this.collection.find().toArray();
  }
}
